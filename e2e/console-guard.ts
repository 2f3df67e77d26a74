import type { BrowserContext, Page } from "@playwright/test";

/** What a browser says about a refusal or a connection that a story has cut is no fault of the page. */
const EXPECTED = /^Failed to load resource|WebSocket connection to|net::ERR_/;

/** Sees whatever no page may do, in all tabs of a browser: throw, break the content policy, speak to another site. */
export class ConsoleGuard {
	readonly faults: string[] = [];

	constructor(
		private readonly site: string,
		context: BrowserContext,
	) {
		context.on("page", (page) => this.follow(page));
		context.on("request", (request) => this.see(request.url()));
	}

	/** What a story provokes is no fault. */
	forgive(what: RegExp): void {
		this.faults.splice(0, this.faults.length, ...this.faults.filter((fault) => !what.test(fault)));
	}

	private follow(page: Page): void {
		page.on("pageerror", (error) => this.faults.push(`${page.url()}: ${error.stack ?? error.message}`));
		page.on("websocket", (socket) => this.see(socket.url().replace(/^ws/, "http")));
		page.on("console", (message) => {
			if (message.type() !== "error" || EXPECTED.test(message.text())) return;
			this.faults.push(`${page.url()}: ${message.text()}`);
		});
	}

	private see(url: string): void {
		const { origin, protocol } = new URL(url);
		if (origin !== this.site && !["data:", "blob:"].includes(protocol)) this.faults.push(`a request to ${url}`);
	}
}
