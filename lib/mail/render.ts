import type { Locale } from "../locale";
import { escapeHtml } from "../text/escape-html";
import type { EmailText } from "./texts";

export type RenderedEmail = { subject: string; text: string; html: string };

/** The same content as plain text and as simple HTML, which loads nothing. */
export function render({ subject, opening, link, closing }: EmailText, locale: Locale, url?: string): RenderedEmail {
	const linkLine = link && url ? [`${link}:\n${url}`] : [];
	const paragraph = (inner: string) => `<p style="margin:0 0 16px">${inner}</p>`;
	const button =
		link && url
			? [
					`<a href="${escapeHtml(url)}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#1c1a18;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(link)}</a>`,
					`<a href="${escapeHtml(url)}" style="color:#57534e;word-break:break-all">${escapeHtml(url)}</a>`,
				]
			: [];
	const body = [...opening.map(escapeHtml), ...button, ...closing.map(escapeHtml)].map(paragraph).join("\n");
	return {
		subject,
		text: `${[...opening, ...linkLine, ...closing].join("\n\n")}\n`,
		html: `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1c1a18;background:#ffffff">
<div style="max-width:560px">
${body}
</div>
</body>
</html>
`,
	};
}
