import { join, resolve } from "node:path";
import { z } from "zod";
import { parseProxies } from "../http/trusted-proxies";
import { backups, readBackups } from "./backup-settings";
import { type MailSettings, mailFrom, smtpUrl } from "./mail-settings";
import { optional, url } from "./optional-setting";
import { readS3, s3Settings } from "./s3-settings";
import { readSignIn, signInSettings } from "./sign-in-settings";

const port = z
	.string()
	.regex(/^\d{1,5}$/, "must be a port between 0 and 65535")
	.transform(Number)
	.refine((number) => number < 65536, "must be a port between 0 and 65535");

const megabytes = z
	.string()
	.regex(/^\d{1,9}$/, "must be a number of megabytes")
	.transform((text) => Number(text) * 1024 * 1024);

/**
 * Every setting, with its default (`preset`) and its meaning: `.env.example` and the README's table are generated from
 * them.
 */
export const settings = z.object({
	PORT: optional(port).meta({
		preset: "3000",
		description: "The port to listen on.",
	}),
	HOST: optional(z.string()).meta({
		preset: "0.0.0.0",
		description: "The address to listen on. `127.0.0.1` behind a proxy on the same machine.",
	}),
	HEARTH_DATA_DIR: optional(z.string()).meta({
		preset: "./data",
		description: "The folder for the embedded database and the secret.",
	}),
	DATABASE_URL: optional(url("postgres:", "postgresql:")).meta({
		preset: null,
		description: "A PostgreSQL server of your own, `postgres://…`. Hearth then does not start the embedded one.",
	}),
	REDIS_URL: optional(url("redis:", "rediss:")).meta({
		preset: null,
		description:
			"The Redis server that connects several instances on one database; see [Several instances](docs/operating.md#several-instances). A single instance needs none.",
	}),
	AUTH_SECRET: optional(z.string().min(32, "must hold at least 32 characters")).meta({
		preset: null,
		description:
			"Encrypts session cookies; at least 32 characters. Several instances share one. Unset: generated, and kept in the data folder.",
	}),
	PUBLIC_URL: optional(
		url("http:", "https:")
			.transform((text) => new URL(text))
			.refine(({ username, password }) => !username && !password, "must hold no name and no password")
			.refine(
				({ pathname, search, hash }) => /^\/*$/.test(pathname) && !search && !hash,
				"must be an address without a path, such as https://chat.example.org, because Hearth cannot live under a path of another site",
			)
			.transform(({ origin }) => origin),
	).meta({
		preset: null,
		description:
			"The address users open, such as `https://chat.example.org`, without a path or a password. Set it behind a proxy: only pages of this address may then change anything. Unset: the request’s `Host` header counts.",
	}),
	TRUSTED_PROXIES: optional(
		z
			.string()
			.transform((text, context) => parseProxies(text, (message) => context.addIssue({ code: "custom", message }))),
	).meta({
		preset: null,
		description:
			"The proxies whose `X-Forwarded-*` headers Hearth believes: addresses, ranges like `10.0.0.0/8`, or `loopback`, separated by commas or spaces.",
	}),
	RATE_LIMITS: optional(z.enum(["on", "off"], "must be on or off")).meta({
		preset: "on",
		description: "`off` removes all rate limits. For load tests only; Hearth warns at the start.",
	}),
	LOG_LEVEL: optional(
		z.enum(
			["fatal", "error", "warn", "info", "debug", "trace", "silent"],
			"must be fatal, error, warn, info, debug, trace or silent",
		),
	).meta({
		preset: "info",
		description: "`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.",
	}),
	LOG_FORMAT: optional(z.enum(["json", "pretty"], "must be json or pretty")).meta({
		preset: "json",
		description: "`pretty` writes log lines for people instead of programs.",
	}),
	FILES_DIR: optional(z.string()).meta({
		preset: null,
		description:
			"The folder for uploaded files; several instances share one folder, or an S3 bucket. Unset: `files` in the data folder.",
	}),
	MAX_STORAGE_MB_PER_USER: optional(megabytes).meta({
		preset: "2048",
		description: "The most that the files of one user may take, thumbnails included.",
	}),
	MAX_STORAGE_MB: optional(megabytes).meta({
		preset: null,
		description: "The most that all files together may take. Unset: 80 % of the disk, and no limit with an S3 bucket.",
	}),
	MIN_FREE_DISK_MB: optional(megabytes).meta({
		preset: "1024",
		description:
			"The space that stays free for the database on the disk of `FILES_DIR`: Hearth refuses uploads before that.",
	}),
	MAX_UPLOAD_MB: optional(
		z
			.string()
			.regex(/^\d{1,4}$/, "must be a number of megabytes between 1 and 2000")
			.transform(Number)
			.refine((mb) => mb >= 1 && mb <= 2000, "must be a number of megabytes between 1 and 2000"),
	).meta({
		preset: "25",
		description: "The largest file a user may upload; at most 2000.",
	}),
	...s3Settings,
	LINK_PREVIEWS: optional(z.enum(["on", "off"], "must be on or off")).meta({
		preset: "on",
		description: "`off`: the server opens no links, so messages have no link previews.",
	}),
	PREVIEW_ALLOW_HOSTS: optional(
		z
			.string()
			.transform((text) =>
				text
					.toLowerCase()
					.split(/[\s,]+/)
					.filter(Boolean),
			)
			.refine(
				(hosts) => hosts.every((host) => URL.canParse(`http://${host}`) && new URL(`https://${host}`).host === host),
				"must list hosts of your own network, such as wiki.internal or git.internal:8443",
			),
	).meta({
		preset: null,
		description:
			"Hosts of your own network whose pages may be previewed, such as `wiki.internal` or `git.internal:8443`; see [Link previews](docs/operating.md#link-previews).",
	}),
	SMTP_URL: optional(smtpUrl(url("smtp:", "smtps:"))).meta({
		preset: null,
		description:
			"The server that sends e-mail, `smtps://name:password@smtp.example.org` or `smtp://…`; see [E-mail](docs/operating.md#e-mail). Needs `MAIL_FROM` and `PUBLIC_URL`. Unset: Hearth sends no e-mail.",
	}),
	MAIL_FROM: optional(mailFrom).meta({
		preset: null,
		description: "The sender of e-mails, such as `Hearth <hearth@example.org>`.",
	}),
	METRICS_TOKEN: optional(z.string().min(16, "must hold at least 16 characters")).meta({
		preset: null,
		description:
			"Opens `/metrics` to those who send it as `Authorization: Bearer …`; see [Metrics](docs/operating.md#metrics). Unset: there is nothing at this address.",
	}),
	METRICS_PORT: optional(port).meta({
		preset: null,
		description: "A port of `127.0.0.1` that serves `/metrics` to this machine without a token.",
	}),
	OTEL_EXPORTER_OTLP_ENDPOINT: optional(url("http:", "https:")).meta({
		preset: null,
		description:
			"A collector of OpenTelemetry, `http://localhost:4318`, to which traces are sent; see [Traces](docs/operating.md#traces). Unset: there are none.",
	}),
	OTEL_SERVICE_NAME: optional(z.string()).meta({
		preset: "hearth",
		description: "The name of this service in the traces.",
	}),
	...backups,
	...signInSettings,
	NODE_ENV: optional(z.string()),
});

/** Both or neither. Links in e-mails need the public address: a request could name any host as this one's. */
function mailSettings({ SMTP_URL, MAIL_FROM, PUBLIC_URL }: z.output<typeof settings>): MailSettings | null {
	if (!SMTP_URL && !MAIL_FROM) return null;
	if (!SMTP_URL) throw new BadSetting("SMTP_URL must be set where MAIL_FROM is.");
	if (!MAIL_FROM) throw new BadSetting("MAIL_FROM must be set where SMTP_URL is: it is the sender of e-mails.");
	if (!PUBLIC_URL) throw new BadSetting("PUBLIC_URL must be set where SMTP_URL is, because e-mails contain links.");
	return { smtpUrl: SMTP_URL, from: MAIL_FROM };
}

/** An invalid setting. Its message is one sentence that names the variable. */
export class BadSetting extends Error {
	override readonly name = "BadSetting";
}

/** Reads the environment. Throws BadSetting at the first invalid value. */
export function readConfig(env: NodeJS.ProcessEnv) {
	const parsed = settings.safeParse(env);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		throw new BadSetting(
			`${String(issue?.path[0])} ${issue?.code === "invalid_union" ? innermost(issue.errors) : issue?.message}.`,
		);
	}
	// Otherwise the build traces all files, and prints warnings on the operator's first start.
	const dataDir = resolve(/* turbopackIgnore: true */ parsed.data.HEARTH_DATA_DIR ?? "data");
	if (parsed.data.BACKUP_RECIPIENT && parsed.data.BACKUP_PASSPHRASE_FILE)
		throw new BadSetting("Only one of BACKUP_RECIPIENT and BACKUP_PASSPHRASE_FILE may be set.");
	const reject = (sentence: string) => {
		throw new BadSetting(sentence);
	};
	const s3 = readS3(parsed.data, reject);
	const { PORT, HOST, RATE_LIMITS, LOG_LEVEL, NODE_ENV, TRUSTED_PROXIES, ...rest } = parsed.data;
	return {
		port: PORT ?? 3000,
		host: HOST ?? "0.0.0.0",
		dataDir,
		/** The folder of files, or of incoming files if they are stored elsewhere. */
		filesDir: rest.FILES_DIR ? resolve(rest.FILES_DIR) : join(dataDir, "files"),
		maxUploadBytes: (rest.MAX_UPLOAD_MB ?? 25) * 1024 * 1024,
		/** The maximum size of one user's files, and of all; without the setting, a share of the disk. */
		maxBytesPerUser: rest.MAX_STORAGE_MB_PER_USER ?? 2 * 1024 ** 3,
		maxStorageBytes: rest.MAX_STORAGE_MB,
		/** The space that stays free on the disk of the files, which the embedded database shares. */
		minFreeBytes: rest.MIN_FREE_DISK_MB ?? 1024 ** 3,
		s3: s3.files,
		databaseUrl: rest.DATABASE_URL,
		redisUrl: rest.REDIS_URL,
		authSecret: rest.AUTH_SECRET,
		publicUrl: rest.PUBLIC_URL,
		trustedProxies: TRUSTED_PROXIES ?? parseProxies("", () => {}),
		/** Null if this instance sends no e-mail. */
		mail: mailSettings(parsed.data),
		backups: readBackups(parsed.data, dataDir, s3.store),
		signIn: readSignIn(env, parsed.data, rest.PUBLIC_URL, reject),
		linkPreviews: rest.LINK_PREVIEWS !== "off",
		/** Hosts of the private network whose links may be previewed; no other private address ever is. */
		previewAllowHosts: new Set(rest.PREVIEW_ALLOW_HOSTS),
		metricsToken: rest.METRICS_TOKEN,
		metricsPort: rest.METRICS_PORT,
		/** Null if no traces are wanted. */
		traces: rest.OTEL_EXPORTER_OTLP_ENDPOINT
			? { endpoint: rest.OTEL_EXPORTER_OTLP_ENDPOINT, service: rest.OTEL_SERVICE_NAME ?? "hearth" }
			: null,
		rateLimits: RATE_LIMITS !== "off",
		logLevel: LOG_LEVEL ?? "info",
		logFormat: rest.LOG_FORMAT ?? "json",
		dev: NODE_ENV === "development",
	};
}

function innermost(branches: { message: string; code?: string; errors?: unknown }[][]): string {
	return branches.at(-1)?.[0]?.message ?? "cannot be used";
}

/** The only reader of process.env in the product. */
export const config = readConfig(process.env);
