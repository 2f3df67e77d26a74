import type { IncomingMessage, ServerResponse } from "node:http";
import { instanceSettings } from "../instance/settings";
import type { Locale } from "../locale";
import { escapeHtml } from "../text/escape-html";
import { pageKeyOf } from "./page-key";

/** Separate from the pages' translations: this page must cost nothing to serve. */
const texts: Record<Locale, { title: string; text: (seconds: number) => string; again: string }> = {
	en: {
		title: "Too many pages",
		text: (seconds) => `That is a lot of pages at once. Try again in ${seconds} second${seconds === 1 ? "" : "s"}.`,
		again: "Try again",
	},
	ko: {
		title: "요청이 너무 많아요",
		text: (seconds) => `한꺼번에 너무 많은 페이지를 열었어요. ${seconds}초 뒤에 다시 시도해 주세요.`,
		again: "다시 시도",
	},
};
const style =
	":root{color-scheme:light dark}body{display:grid;min-height:90vh;place-content:center;padding:1rem;font:1rem/1.5 system-ui,sans-serif;text-align:center}h1{font-size:1.25rem}";

/** A small page for clients above the page limit. */
export function sendTooManyRequests(request: IncomingMessage, response: ServerResponse, retryAfterMs = 1000): void {
	const { locale } = pageKeyOf(request);
	const seconds = Math.ceil(retryAfterMs / 1000);
	const { title, text, again } = texts[locale];
	const body = `<!DOCTYPE html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · ${escapeHtml(instanceSettings().name)}</title><style>${style}</style></head><body><main><h1>${title}</h1><p>${text(seconds)}</p><p><a href="">${again}</a></p></main></body></html>`;
	response.writeHead(429, {
		"Content-Type": "text/html; charset=utf-8",
		"Cache-Control": "private, no-store",
		"Content-Length": Buffer.byteLength(body),
		"Retry-After": String(seconds),
	});
	response.end(request.method === "HEAD" ? undefined : body);
}
