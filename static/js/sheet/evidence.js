// Evidence in the panel: files by button, dropped on a row or pasted as a picture, one at a time.

const LARGEST = 20 * 1024 * 1024;
let one = null;

export function evidence(panel, saver) {
  one ??= new Evidence(panel, saver);
  return one;
}

class Evidence {
  constructor(panel, saver) {
    Object.assign(this, { panel, saver });
  }

  send(form, button) {
    const chosen = form.querySelector("input[type=file]")?.files;
    if (chosen?.length) return this.upload([...chosen]);
    const body = new FormData(form, button);
    return this.post(form.action, body);
  }

  async upload(files) {
    const form = document.getElementById("upload");
    if (!form) return;
    const faults = [];
    for (const file of files) {
      if (file.size > LARGEST) {
        faults.push(`Tệp ${file.name} nặng ${(file.size / 1e6).toFixed(1).replace(".", ",")} MB, tối đa 20 MB. Giảm dung lượng rồi tải lại.`);
        continue;
      }
      const body = new FormData();
      body.set("csrfmiddlewaretoken", this.saver.token);
      body.append("files", file, file.name || "anh.png");
      await this.post(form.action, body, file.name || "ảnh vừa dán");
    }
    faults.forEach((fault) => this.tell(fault));
  }

  post(address, body, name = "") {
    body.set("csrfmiddlewaretoken", this.saver.token);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", address);
      request.setRequestHeader("X-Portal", "1");
      if (name) this.watch(request, name);
      request.onload = () => {
        if (request.status === 200) this.show(request, address);
        else if (request.status === 401) this.saver.askToSignIn();
        else this.tell("Không tải lên được. Tải lại trang rồi thử lại; tệp chưa được ghi.");
        done();
      };
      request.onerror = () => {
        this.tell("Mất kết nối, tệp chưa được ghi. Thử lại khi có mạng.");
        done();
      };
      request.send(body);
    });
  }

  show(request, address) {
    this.panel.show(request.responseText);
    const link = [...document.querySelectorAll("[data-evidence]")].find((a) => a.href === new URL(address, location).href);
    const count = Number(request.getResponseHeader("X-Count"));
    if (link) link.textContent = count ? `${count} tệp` : "+ Tệp";
  }

  watch(request, name) {
    const line = document.createElement("label");
    const bar = document.createElement("progress");
    line.append(`${name} `, bar);
    bar.max = 1;
    request.upload.onprogress = ({ loaded, total }) => (bar.value = loaded / total);
    document.querySelector(".upload-progress")?.append(line);
  }

  tell(words) {
    const line = document.createElement("p");
    line.className = "invalid-feedback d-block";
    line.setAttribute("role", "alert");
    line.textContent = words;
    document.getElementById("upload")?.before(line);
  }
}
