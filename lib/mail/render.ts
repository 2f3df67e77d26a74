import type { Locale } from "../locale";
import type { EmailText } from "./texts";

export type RenderedEmail = { subject: string; text: string; html: string };

const special: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => special[character] ?? "");

/** The same content as plain text and as simple HTML, which loads nothing. */
export function render({ subject, opening, link, closing }: EmailText, locale: Locale, url?: string): RenderedEmail {
	const linkLine = link && url ? [`${link}:\n${url}`] : [];
	const paragraph = (inner: string) => `<p style="margin:0 0 16px">${inner}</p>`;
	const button =
		link && url
			? [
					`<a href="${escaped(url)}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#1c1a18;color:#ffffff;text-decoration:none;font-weight:600">${escaped(link)}</a>`,
					`<a href="${escaped(url)}" style="color:#57534e;word-break:break-all">${escaped(url)}</a>`,
				]
			: [];
	const body = [...opening.map(escaped), ...button, ...closing.map(escaped)].map(paragraph).join("\n");
	return {
		subject,
		text: `${[...opening, ...linkLine, ...closing].join("\n\n")}\n`,
		html: `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1c1a18;background:#ffffff">
<div style="max-width:560px">
${body}
</div>
</body>
</html>
`,
	};
}
