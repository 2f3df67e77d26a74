import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { MailServer, tokenIn } from "@/test/support/mail-server";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { enqueue } from "../jobs/enqueue";
import { locales } from "../locale";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { compose, type EmailRequest } from "./emails";
import { deliver, isConfigured } from "./mail";
import { render } from "./render";
import { texts } from "./texts";

let world: TestServer;
let mail: MailServer;
let ada: ApiClient;
let bob: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	await sql`update users set email = 'ada@example.org', email_verified_at = now() where username = 'ada'`;
	mail = await MailServer.start();
});
afterEach(async () => {
	mail.received.splice(0);
	mail.refusal = null;
	await sql`truncate jobs, email_tokens`;
});
after(async () => {
	await world.close();
	await mail.close();
});

const changed = (): EmailRequest => ({ kind: "password_changed", userId: ada.id, locale: "en" });
const job = async () => {
	const [row] = await sql<{ attempts: number; error: string | null; failed: boolean }[]>`
		select attempts, error, failed_at is not null as failed from jobs`;
	return row && { ...row };
};

/** Lets the runner do jobs now that it would repeat later. */
async function retryNow(): Promise<void> {
	await sql`update jobs set run_at = now() where failed_at is null and run_at > now()`;
	appState().jobRunner?.wake();
}

test("an e-mail has plain text and HTML without user content, a sender, and loads nothing", async () => {
	await enqueue("mail", changed());
	const email = await mail.take("ada@example.org");
	assert.equal(email.from, "hearth@example.org");
	assert.match(email.raw, /^From: Hearth <hearth@example\.org>\r$/m);
	assert.match(email.raw, /^Auto-Submitted: auto-generated\r$/m);
	assert.match(email.raw, /^Content-Type: multipart\/alternative/m);
	assert.equal(email.subject, "Your password for chat.example.org was changed");
	assert.match(email.text, /account @ada on chat\.example\.org was changed\./);
	assert.match(email.html, /<html lang="en">/);
	assert.doesNotMatch(email.html, /<(img|script|link|style)\b|url\(/);
	await waitUntil("the job is done", async () => (await job()) === undefined);
});

test("an e-mail is in the language of the request", async () => {
	await enqueue("mail", { ...changed(), locale: "ko" });
	const email = await mail.take("ada@example.org");
	assert.equal(email.subject, "chat.example.org 비밀번호가 변경되었습니다");
	assert.match(email.text, /@ada 계정 비밀번호가 변경되었습니다/);
});

test("every text exists in every language, with its link if and only if it has one in English", () => {
	const signIn = { browser: "Firefox", system: null, address: "192.0.2.0/24", time: "2026-11-29 13:40 UTC" };
	const values = {
		username: "ada",
		host: "chat.example.org",
		reason: "Spam",
		day: "13 December 2026",
		task: "backup" as const,
		...signIn,
	};
	for (const locale of locales)
		for (const [name, text] of Object.entries(texts[locale])) {
			const { subject, opening, link, closing } = text(values);
			assert.ok(subject.includes(values.host) && [...opening, ...closing].join().includes("@ada"), `${locale} ${name}`);
			assert.ok(closing.length > 0 && !/[<>\r\n]/.test([subject, ...opening, ...closing].join()));
			const inEnglish = texts.en[name as keyof typeof texts.en](values).link;
			assert.equal(link === undefined, inEnglish === undefined);
		}
});

test("markup in a text is shown as text, in the HTML and in its title", () => {
	const text = { subject: "<b>&\"'", opening: ["<script>alert(1)</script>"], link: "<i>", closing: ["</div>"] };
	const { html, text: plain } = render(text, "en", 'https://x/"><script>');
	assert.doesNotMatch(html, /<script|<b>|<i>/);
	assert.equal(html.match(/<\/div>/g)?.length, 1);
	assert.match(plain, /^<script>alert\(1\)<\/script>$/m);
});

test("no address or text adds a header or a recipient", async () => {
	const email = { subject: "Hello\r\nBcc: eve@example.org", text: "text", html: "html" };
	for (const to of ["ada@example.org\r\nBcc: eve@example.org", "ada@example.org, eve@example.org"])
		await deliver(to, email).catch(() => {});
	await deliver("ada@example.org", email);
	assert.ok(mail.received.length > 0);
	for (const { to, raw } of mail.received) {
		assert.equal(to.length, 1);
		assert.doesNotMatch(raw, /^Bcc:/im);
		assert.notEqual(to[0], "eve@example.org");
	}
});

test("an e-mail that the server refuses for now is sent later; the error quotes no address", async () => {
	mail.refusal = { code: 451, message: "ada@example.org: try again" };
	const before = mail.asked;
	await enqueue("mail", changed());
	await waitUntil("it was refused", async () => (await job())?.error !== null && mail.asked > before);
	assert.deepEqual(await job(), {
		attempts: 1,
		error: "Error: The e-mail could not be sent: EENVELOPE 451.",
		failed: false,
	});
	mail.refusal = null;
	await retryNow();
	await mail.take("ada@example.org");
});

test("an e-mail that the server refuses for good, or that fails eight times, is kept with its error", async () => {
	mail.refusal = { code: 550, message: "ada@example.org: no such user" };
	await enqueue("mail", changed());
	await waitUntil("it is given up", async () => (await job())?.failed === true);
	assert.deepEqual(await job(), {
		attempts: 1,
		error: "PermanentFailure: The mail server refused the e-mail: EENVELOPE 550.",
		failed: true,
	});
	await sql`truncate jobs`;
	mail.refusal = { code: 451, message: "later" };
	await enqueue("mail", changed());
	await waitUntil("it is given up", async () => {
		await retryNow();
		return (await job())?.failed === true;
	});
	assert.equal((await job())?.attempts, 8);
	assert.deepEqual(mail.received, []);
});

test("a wrong SMTP password is tried again, because the operator can correct it", async () => {
	const { mail: settings } = config;
	assert.ok(settings);
	config.mail = { ...settings, smtpUrl: new URL(settings.smtpUrl.href.replace("p%40ss", "wrong")) };
	await enqueue("mail", changed());
	await waitUntil("it has failed", async () => (await job())?.error !== null);
	assert.deepEqual([(await job())?.failed, /EAUTH 535/.test((await job())?.error ?? "")], [false, true]);
	config.mail = settings;
	await retryNow();
	await mail.take("ada@example.org");
});

test("without a mail server no e-mail is sent, and the failure is permanent", async () => {
	const { mail: settings } = config;
	assert.equal(isConfigured(), true);
	config.mail = null;
	assert.equal(isConfigured(), false);
	await assert.rejects(deliver("ada@example.org", { subject: "", text: "", html: "" }), { name: "PermanentFailure" });
	config.mail = settings;
});

test("credentials are sent to another machine only over TLS", async () => {
	const { mail: settings } = config;
	assert.ok(settings);
	const href = settings.smtpUrl.href.replace("127.0.0.1", "0.0.0.0");
	config.mail = { ...settings, smtpUrl: new URL(href) };
	await assert.rejects(
		deliver("ada@example.org", { subject: "s", text: "t", html: "h" }),
		/ETLS|STARTTLS|could not be sent/,
	);
	assert.deepEqual(mail.received, []);
	config.mail = settings;
});

test("a link holds a new token each time, of which the database has only the hash", async () => {
	const request: EmailRequest = { kind: "reset", name: "ada", locale: "en" };
	const link = async () => tokenIn((await compose(request, true))?.email ?? { text: "" });
	const tokens = [await link(), await link()];
	assert.ok(tokens.every((token) => token.length === 43) && tokens[0] !== tokens[1]);
	const [row] = await sql<{ all: string }[]>`select string_agg(t::text, ' ') as all from email_tokens t`;
	for (const token of tokens)
		assert.ok(!row?.all.includes(token) && !row?.all.includes(Buffer.from(token).toString("hex")));
	const [stored] = await sql<{ jobs: string | null }[]>`select string_agg(j::text, ' ') as jobs from jobs j`;
	assert.equal(stored?.jobs ?? null, null);
});

test("an account gets three links to reset its password an hour, however many requests there are", async () => {
	config.rateLimits = true;
	const reset = (name: string, isFirst: boolean) => compose({ kind: "reset", name, locale: "en" }, isFirst);
	for (const name of ["ada", "ada@example.org", "ada"]) assert.ok(await reset(name, true));
	assert.equal(await reset("ada@example.org", true), null);
	assert.ok(await reset("ada", false), "another attempt at one of the three");
	config.rateLimits = false;
});

test("an e-mail whose reason no longer holds is not sent", async () => {
	const verify = (email: string): EmailRequest => ({ kind: "verify", userId: bob.id, email, locale: "en" });
	assert.equal(await compose(verify("bob@example.org"), true), null);
	await sql`update users set pending_email = 'bob@example.org' where id = ${bob.id}`;
	assert.equal((await compose(verify("bob@example.org"), true))?.to, "bob@example.org");
	assert.equal(await compose(verify("other@example.org"), true), null);
	assert.equal(await compose({ kind: "password_changed", userId: bob.id, locale: "en" }, true), null);
	assert.equal(
		await compose({ kind: "change_requested", userId: ada.id, email: "old@example.org", locale: "en" }, true),
		null,
	);
	for (const name of ["bob", "bob@example.org", "nobody", "", "ADA@"])
		assert.equal(await compose({ kind: "reset", name, locale: "en" }, true), null, name);
});

test("the notice of a deletion by an administrator has the reason and the day, and none is sent after a restoration", async () => {
	const notice = (locale: "en" | "ko") => compose({ kind: "account_deleted", userId: ada.id, locale }, true);
	await sql`update users set deleted_by_admin = true, suspended_at = now(), suspension_reason = 'Spam <b>',
		deletes_at = '2030-05-06T00:00:00Z' where id = ${ada.id}`;
	for (const locale of locales) {
		const { email } = (await notice(locale)) ?? {};
		assert.ok(email?.text.includes("Spam <b>") && email.html.includes("Spam &lt;b&gt;") && email.text.includes("2030"));
	}
	await sql`update users set deleted_by_admin = false, suspended_at = null, suspension_reason = null, deletes_at = null`;
	assert.equal(await notice("en"), null);
});
