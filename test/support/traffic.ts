import type { Page } from 'playwright-core';

/** All that a page sends and gets from now on, sockets included. */
export class Traffic {
  readonly sent: string[] = [];
  readonly #received: Promise<string>[] = [];

  constructor(page: Page) {
    page.on('request', (request) => this.sent.push(request.url(), request.postData() ?? ''));
    page.on('response', (response) => {
      const headers = JSON.stringify(response.headers());
      // Redirects and answers that were cut have no body.
      this.#received.push(
        response.text().then(
          (body) => headers + body,
          () => headers,
        ),
      );
    });
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => this.sent.push(String(payload)));
      socket.on('framereceived', ({ payload }) => this.#received.push(Promise.resolve(String(payload))));
    });
  }

  received(): Promise<string[]> {
    return Promise.all(this.#received);
  }
}
