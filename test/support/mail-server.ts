import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { config } from "@/lib/process/config";
import { waitUntil } from "./socket-client";

export type ReceivedEmail = { from: string; to: string[]; subject: string; text: string; html: string; raw: string };

/** Refuses recipients with a reply, which a test can change. */
type Refusal = { code: number; message: string } | null;

/** A mail server on this machine that keeps what it receives. */
export class MailServer {
	readonly received: ReceivedEmail[] = [];
	refusal: Refusal = null;
	/** The number of recipients that it was asked for, refused ones included. */
	asked = 0;

	private constructor(private readonly server: SMTPServer) {}

	/** Starts it, and makes it the mail server of this process's instance. */
	static async start(publicUrl = "https://chat.example.org"): Promise<MailServer> {
		const server = new SMTPServer({
			authOptional: true,
			disabledCommands: ["STARTTLS"],
			onAuth: ({ username, password }, _, done) =>
				username === "hearth" && password === "p@ss/word" ? done(null, { user: username }) : done(new Error("No.")),
			onRcptTo: (_, __, done) => {
				mail.asked++;
				done(mail.refusal && Object.assign(new Error(mail.refusal.message), { responseCode: mail.refusal.code }));
			},
			onData: (stream, { envelope }, done) => {
				const parts: Buffer[] = [];
				stream.on("data", (part: Buffer) => parts.push(part));
				stream.on("end", () => {
					const raw = Buffer.concat(parts).toString("utf8");
					const from = envelope.mailFrom ? envelope.mailFrom.address : "";
					mail.received.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw, ...contentsOf(raw) });
					done();
				});
			},
		});
		const mail = new MailServer(server);
		server.listen(0, "127.0.0.1");
		await once(server.server, "listening");
		config.publicUrl = publicUrl;
		config.mail = {
			smtpUrl: new URL(`smtp://hearth:p%40ss%2Fword@127.0.0.1:${mail.port}`),
			from: { name: "Hearth", address: "hearth@example.org" },
		};
		return mail;
	}

	get port(): number {
		return (this.server.server.address() as AddressInfo).port;
	}

	/** Waits for an e-mail to an address, and forgets all that were received. */
	async take(to: string): Promise<ReceivedEmail> {
		let found: ReceivedEmail | undefined;
		await waitUntil(`an e-mail to ${to}`, () => {
			found = this.received.find((email) => email.to.includes(to));
			return found !== undefined;
		});
		this.received.splice(0);
		if (!found) throw new Error("unreachable");
		return found;
	}

	close(): Promise<void> {
		return new Promise((resolve) => this.server.close(() => resolve()));
	}
}

/** The token in the link of an e-mail. */
export const tokenIn = ({ text }: Pick<ReceivedEmail, "text">): string => /#token=([\w-]{43})\n/.exec(text)?.[1] ?? "";

/** The parts of an e-mail as its reader shows them. */
function contentsOf(raw: string): Pick<ReceivedEmail, "subject" | "text" | "html"> {
	const part = (type: string) => {
		const [, headers = "", body = ""] =
			new RegExp(`Content-Type: ${type}([\\s\\S]*?)\\r\\n\\r\\n([\\s\\S]*?)\\r\\n--`).exec(raw) ?? [];
		if (/base64/i.test(headers)) return Buffer.from(body, "base64").toString("utf8");
		return /quoted-printable/i.test(headers) ? fromQuotedPrintable(body) : body;
	};
	const [, subject = ""] = /^Subject: ((?:.*)(?:\r\n[ \t].*)*)/m.exec(raw) ?? [];
	const decoded = subject
		.replace(/\?=\s+=\?/g, "?==?")
		.replace(/=\?UTF-8\?([BQ])\?(.*?)\?=/gi, (_, kind: string, text: string) =>
			kind.toUpperCase() === "B"
				? Buffer.from(text, "base64").toString("utf8")
				: fromQuotedPrintable(text.replaceAll("_", " ")),
		)
		.replace(/\r\n\s/g, " ");
	return { subject: decoded, text: part("text/plain").replaceAll("\r\n", "\n"), html: part("text/html") };
}

const fromQuotedPrintable = (text: string) =>
	Buffer.from(
		text
			.replace(/=\r\n/g, "")
			.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
		"latin1",
	).toString("utf8");
