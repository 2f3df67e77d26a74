import type { BrowserContext, Page } from "@playwright/test";

/** The browser's messages about refused requests, or connections that a test has cut, are not errors of the page. */
const EXPECTED = /^Failed to load resource|WebSocket connection to|net::ERR_/;

/**
 * Detects what no page may do, in all tabs of a browser: throw, violate the content security policy, or contact another
 * site.
 */
export class ConsoleGuard {
	readonly faults: string[] = [];

	constructor(
		private readonly site: string,
		context: BrowserContext,
	) {
		context.on("page", (page) => this.follow(page));
		context.on("request", (request) => this.see(request.url()));
	}

	/** Ignores an error that the test causes on purpose. */
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
