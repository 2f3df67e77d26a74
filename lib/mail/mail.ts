import { isIP } from "node:net";
import { AppError } from "../errors";
import { PermanentFailure } from "../jobs/queue";
import { config } from "../process/config";
import type { MailSettings } from "../process/mail-settings";
import type { RenderedEmail } from "./render";

const connectMs = 10_000;
/** Some servers greet late, to deter spam. */
const silenceMs = 30_000;

/** Whether this instance sends e-mail. Without it, users ask the administrator for a link. */
export const isConfigured = (): boolean => config.mail !== null;

/** Throws `forbidden`, the same for every user and name. */
export function requireMail(): void {
	if (!isConfigured())
		throw new AppError("forbidden", "This instance sends no e-mail. Ask its administrator for help.");
}

const isThisMachine = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);

/**
 * Hands an e-mail to the mail server. Throws PermanentFailure if the server refuses its recipient for good, or if this
 * instance has no mail server any more.
 */
export async function deliver(to: string, email: RenderedEmail, signal?: AbortSignal): Promise<void> {
	if (!config.mail) throw new PermanentFailure("SMTP_URL is not set any more.");
	const { from } = config.mail;
	// Loaded with the first e-mail.
	const { createTransport } = await import("nodemailer");
	const transport = createTransport(optionsOf(config.mail));
	const close = () => transport.close();
	signal?.addEventListener("abort", close, { once: true });
	try {
		await transport.sendMail({
			from,
			// As an object, because a list of recipients would be read from text.
			to: { name: "", address: to },
			...email,
			headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
		});
	} catch (error) {
		throw isRefusal(error)
			? new PermanentFailure(`The mail server refused the e-mail: ${codeOf(error)}.`)
			: masked(error);
	} finally {
		signal?.removeEventListener("abort", close);
		transport.close();
	}
}

/** Greets the mail server and signs in. Returns why it cannot be used, or null. */
export async function verifyConnection(): Promise<string | null> {
	if (!config.mail) return null;
	const { createTransport } = await import("nodemailer");
	const transport = createTransport(optionsOf(config.mail));
	try {
		await transport.verify();
		return null;
	} catch (error) {
		return codeOf(error) || "unknown reason";
	} finally {
		transport.close();
	}
}

function optionsOf({ smtpUrl }: MailSettings) {
	const { hostname, port, protocol, username, password } = smtpUrl;
	const secure = protocol === "smtps:";
	const host = hostname.replace(/^\[|\]$/g, "");
	return {
		host,
		...(isIP(host) === 0 && { servername: host }),
		port: Number(port) || (secure ? 465 : 587),
		secure,
		// Credentials and links leave this machine encrypted, or not at all if an attacker has removed STARTTLS.
		requireTLS: username !== "" && !isThisMachine(hostname),
		...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
		connectionTimeout: connectMs,
		greetingTimeout: silenceMs,
		socketTimeout: silenceMs,
		// No e-mail has attachments; nothing in one may make the library read a file or an address.
		disableFileAccess: true,
		disableUrlAccess: true,
	};
}

type SmtpError = { code?: unknown; responseCode?: unknown };

/** The server has refused this recipient or this e-mail. A refused sign-in is the operator's to mend. */
function isRefusal(error: unknown): boolean {
	const { code, responseCode } = error as SmtpError;
	return (code === "EENVELOPE" || code === "EMESSAGE") && typeof responseCode === "number" && responseCode >= 500;
}

const codeOf = (error: unknown) => {
	const { code, responseCode } = error as SmtpError;
	return [code, responseCode].filter((part) => typeof part === "string" || typeof part === "number").join(" ");
};

/** Without the server's own words, which may quote the address: a failed job is stored and logged. */
const masked = (error: unknown) => new Error(`The e-mail could not be sent: ${codeOf(error) || "unknown reason"}.`);
