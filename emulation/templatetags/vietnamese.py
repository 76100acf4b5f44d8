"""Numbers, dates and counts in templates, written as Vietnamese officials write them."""

from django import template

from clusters import text

register = template.Library()

register.filter("so", text.format_number)
register.filter("diem", text.format_points)
register.filter("phan_tram", text.format_percent)
register.filter("so_luong", text.pad_count)
register.filter("ngay", text.short_date)
register.filter("ngay_dai", text.long_date)
register.filter("thoi_diem", text.moment)
register.filter("gio", text.clock)
