from django.apps import AppConfig


class ClustersConfig(AppConfig):
    name = "clusters"
    verbose_name = "Cụm, khối thi đua"

    def ready(self):
        from clusters import desk, finders, rights

        sees, accounts = rights.may_see_management, rights.may_see_management
        desk.register_finder(finders.units)
        desk.register_finder(finders.clusters)
        desk.register_finder(finders.people)
        desk.register_links(
            desk.Link("Đơn vị, cụm, vai trò", "Đơn vị, cụm, thành viên", "units-admin", sees),
            desk.Link("Tài khoản", "Người dùng của các đơn vị", "users-admin", accounts),
            desk.Link("Thiết lập", "Tên cơ quan, thể thức văn bản", "settings", sees),
            desk.Link("Ngày nghỉ, làm bù", "Để tính ngày làm việc", "holidays", sees),
            desk.Link(
                "Thư đã gửi", "Thư báo của cổng, trạng thái gửi", "mails", rights.may_see_mails
            ),
            desk.Link("Nhật ký", "Mọi thay đổi số liệu", "audit", rights.may_see_audit),
        )
