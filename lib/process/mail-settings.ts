import { z } from "zod";

/** The sender of e-mails, and the server that takes them. */
export type MailSettings = { smtpUrl: URL; from: { name: string; address: string } };

/** The address of a mail server, with the credentials for it. */
export const smtpUrl = (url: z.ZodType<string, string>) =>
	url
		.transform((text) => new URL(text))
		.refine(({ hostname }) => hostname !== "", "must name a host, such as smtp://smtp.example.org:587")
		.refine(
			({ pathname, search, hash }) => /^\/?$/.test(pathname) && !search && !hash,
			"must be an address without a path, such as smtps://name:password@smtp.example.org",
		)
		.refine(({ username, password }) => !password || username !== "", "must have a name where it has a password")
		.refine(
			({ username, password }) => [username, password].every(isPercentEncoded),
			"must have its name and password percent-encoded (% is %25)",
		);

function isPercentEncoded(text: string): boolean {
	try {
		return !/\p{Cc}/u.test(decodeURIComponent(text));
	} catch {
		return false;
	}
}

/** An address with or without a name before it. */
export const mailFrom = z.string().transform((text, context) => {
	const [, quoted, plain, bracketed] = /^(?:"([^"<>]*)"|([^"<>]*?))\s*<([^<>]*)>$/.exec(text.trim()) ?? [];
	const address = z
		.email()
		.max(254)
		.safeParse(bracketed ?? text.trim());
	const name = (quoted ?? plain ?? "").trim();
	if (address.success && !/\p{Cc}/u.test(name)) return { name: name || "Hearth", address: address.data };
	context.addIssue({ code: "custom", message: "must be an e-mail address, such as Hearth <hearth@example.org>" });
	return z.NEVER;
});
