// A page opened from a folder (file://) may start no worker, which the search needs: a hidden frame does its work.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super()
      const base = new URL(url, location.href)
      const frame = document.createElement("iframe")
      frame.hidden = true
      document.body.appendChild(frame)
      const inner = frame.contentWindow
      const load = address => new Promise((done, failed) => {
        const script = frame.contentDocument.createElement("script")
        script.onload = done
        script.onerror = failed
        script.src = new URL(address, base).href
        frame.contentDocument.head.appendChild(script)
      })
      inner.postMessage = data => this.dispatchEvent(new MessageEvent("message", { data }))
      inner.importScripts = (...addresses) => addresses.reduce((last, one) => last.then(() => load(one)), Promise.resolve())
      this.inner = inner
      this.ready = load(base.href)
    }

    postMessage(data) {
      this.ready.then(() => this.inner.dispatchEvent(new MessageEvent("message", { data })))
    }

    terminate() {}
  }
}
