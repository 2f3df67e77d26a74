import { resolve } from "node:path";
import { z } from "zod";
import { parseProxies } from "./proxies";

const empty = z.literal("").transform(() => undefined);
const optional = <T extends z.ZodType>(type: T) => z.union([empty, type]).optional();
const url = (...protocols: string[]) =>
	z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
		message: `must be a URL that starts with ${protocols.map((p) => `${p}//`).join(" or ")}`,
	});

const settings = z.object({
	PORT: optional(
		z
			.string()
			.regex(/^\d{1,5}$/, "must be a port between 0 and 65535")
			.transform(Number)
			.refine((port) => port < 65536, "must be a port between 0 and 65535"),
	),
	HOST: optional(z.string()),
	HEARTH_DATA_DIR: optional(z.string()),
	DATABASE_URL: optional(url("postgres:", "postgresql:")),
	REDIS_URL: optional(url("redis:", "rediss:")),
	AUTH_SECRET: optional(z.string().min(32, "must hold at least 32 characters")),
	PUBLIC_URL: optional(url("http:", "https:")),
	TRUSTED_PROXIES: optional(
		z
			.string()
			.transform((text, context) => parseProxies(text, (message) => context.addIssue({ code: "custom", message }))),
	),
	RATE_LIMITS: optional(z.enum(["on", "off"], "must be on or off")),
	LOG_LEVEL: optional(
		z.enum(
			["fatal", "error", "warn", "info", "debug", "trace", "silent"],
			"must be fatal, error, warn, info, debug, trace or silent",
		),
	),
	NODE_ENV: optional(z.string()),
});

/** A setting that cannot be used. Its message is one sentence that names the variable. */
export class BadSetting extends Error {
	override readonly name = "BadSetting";
}

/** Reads the environment. Throws BadSetting at the first value that cannot be used. */
export function readConfig(env: NodeJS.ProcessEnv) {
	const parsed = settings.safeParse(env);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		throw new BadSetting(
			`${String(issue?.path[0])} ${issue?.code === "invalid_union" ? innermost(issue.errors) : issue?.message}.`,
		);
	}
	const { PORT, HOST, HEARTH_DATA_DIR, RATE_LIMITS, LOG_LEVEL, NODE_ENV, TRUSTED_PROXIES, ...rest } = parsed.data;
	return {
		port: PORT ?? 3000,
		host: HOST ?? "0.0.0.0",
		dataDir: resolve(HEARTH_DATA_DIR ?? "data"),
		databaseUrl: rest.DATABASE_URL,
		redisUrl: rest.REDIS_URL,
		authSecret: rest.AUTH_SECRET,
		publicUrl: rest.PUBLIC_URL?.replace(/\/+$/, ""),
		trustedProxies: TRUSTED_PROXIES ?? parseProxies("", () => {}),
		rateLimits: RATE_LIMITS !== "off",
		logLevel: LOG_LEVEL ?? "info",
		dev: NODE_ENV === "development",
	};
}

function innermost(branches: { message: string; code?: string; errors?: unknown }[][]): string {
	return branches.at(-1)?.[0]?.message ?? "cannot be used";
}

/** The only reader of process.env in the product. */
export const config = readConfig(process.env);
