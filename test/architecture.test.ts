import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const isTest = (file: string) => /\.test\.tsx?$/.test(file);
const files = ["app", "lib", "db"]
	.flatMap((root) => readdirSync(root, { recursive: true, encoding: "utf8" }).map((file) => `${root}/${file}`))
	.filter((file) => /\.tsx?$/.test(file) && !isTest(file));
const text = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));

type Import = { target: string; typeOnly: boolean };

/** Returns a file's static and dynamic imports, with the imported names. */
const importsOf = (source: string): Import[] => [
	...[...source.matchAll(/^(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm)].map(
		([, type, target = ""]) => ({ target, typeOnly: type !== undefined }),
	),
	...[...source.matchAll(/(typeof\s+)?\bimport\("([^"]+)"\)/g)].map(([, type, target = ""]) => ({
		target,
		typeOnly: type !== undefined,
	})),
];

/** Resolves `../x` to `@/lib/x`. */
function resolved(file: string, target: string): string {
	if (!target.startsWith(".")) return target;
	const { pathname } = new URL(target, `file:///${file}`);
	return `@${pathname}`;
}

type Rule = [from: RegExp, mayNotImport: RegExp, because: string];
const neverAtAll: Rule[] = [
	[
		/^app\//,
		/^(@\/db(\/|$)|drizzle-orm|postgres$|socket\.io$)/,
		"app asks lib; only lib knows the database and the wire",
	],
	[/^lib\//, /^(@\/app\/|react|next\/|next$|use-intl)/, "lib runs under plain Node, inside server.ts too"],
	[/^db\//, /^@\/(app|lib)\//, "db is the floor"],
	[/^/, /^@\/server$/, "nothing imports the composition root"],
	[/^/, /^@\/test\/|\.test$/, "the product does not lean on its tests"],
];
const neverAsValue: Rule[] = [
	// Client and server parse messages with the same module, so that users see exactly what the server saw.
	[/^app\/(_client|_chat)\//, /^@\/lib\/(?!markdown$)/, "browser code takes values from lib/markdown alone"],
	[/^app\/_ui\//, /^@\/lib\//, "primitives take types from lib, never values"],
	[/^app\/_ui\//, /^@\/app\/_(chat|client)\//, "primitives know nothing of the domain"],
];

test("dependencies point one way: server.ts, then app, then lib, then db", () => {
	const broken: string[] = [];
	for (const [file, source] of text)
		for (const { target, typeOnly } of importsOf(source))
			for (const [from, banned, because] of typeOnly ? neverAtAll : [...neverAtAll, ...neverAsValue])
				if (from.test(file) && banned.test(resolved(file, target))) broken.push(`${file} -> ${target}: ${because}`);
	assert.deepEqual(broken, []);
});

test("the one folder of lib that runs in browsers imports nothing but its parser", () => {
	const folder = files.filter((file) => file.startsWith("lib/markdown/"));
	assert.ok(folder.length > 5);
	const others = folder.flatMap((file) =>
		importsOf(text.get(file) ?? "")
			.map(({ target }) => target)
			.filter((target) => !/^\.\/[^/]+$|^(markdown-it|linkify-it|#markdown-parser)$/.test(target)),
	);
	assert.deepEqual(others, []);
});

test("every API resource is in the route table that the request handler uses", () => {
	const tables = ["app/api/routes.ts", "app/api/admin-routes.ts"];
	const routes = tables.map((file) => text.get(file) ?? "").join("");
	const handlers = files.filter((file) => /^app\/api\/.*route\.ts$/.test(file) && !file.startsWith("app/api/auth/"));
	assert.ok(handlers.length > 10);
	for (const file of handlers) {
		const folder = file.slice("app/api/".length, -"/route.ts".length);
		assert.ok(routes.includes(`"./${folder}/route"`), `${file} is imported by no route table`);
		assert.ok(routes.includes(`"/api/${folder}":`), `${file} has no path in a route table`);
	}
	assert.equal([...routes.matchAll(/^\t"\/api\//gm)].length, handlers.length);
});

/** Lists the files that contain a pattern which belongs in another file. */
const filesWith = (pattern: RegExp, where: RegExp, but: string[]) =>
	[...text]
		.filter(([file, source]) => where.test(file) && !but.includes(file) && pattern.test(source))
		.map(([file]) => file);

/** The files that use postgres.js directly, each with the reason. All other files use Drizzle. */
const postgresFiles: Record<string, string> = {
	"db/advisory-lock.ts": "holds a lock in a transaction of its own",
	"db/connection.ts": "opens the connections",
	"db/refuse-late-statements.ts": "keeps statements of a lost transaction from being sent",
	"db/resend-unsent.ts": "sends what postgres.js rejects without sending it",
	"db/index.ts": "makes Drizzle from the pool",
	// Prepared by Drizzle it takes a quarter less for one request, but 3 µs more of 27 µs for each of 64.
	"lib/auth/batched-access.ts": "measured hot path: the access of all requests of one turn in one statement",
	"lib/auth/can-view-channel.ts": "the rule of access, for Drizzle and for the other files of this list",
	"lib/auth/timed-out-for.ts": "the rest of a timeout, for Drizzle and for the other files of this list",
	"lib/auth/views.ts": "measured hot path: the views of all sockets of one turn in one statement",
	"lib/automod/dry-run.ts": "the last messages of all channels with their authors, as one JSON value",
	"lib/backup/archive/file-section.ts": "reads the keys of all files with a cursor in that snapshot",
	"lib/backup/catalog.ts": "reads PostgreSQL's catalog in the snapshot of a backup",
	"lib/backup/channel-states.ts": "reads all messages with a cursor in that snapshot",
	"lib/backup/create-backup.ts": "copies tables with COPY, on a connection of its own",
	"lib/backup/load-tables.ts": "loads tables with COPY",
	"lib/backup/restore-target.ts": "clears a database on the one connection that holds its lock",
	"lib/backup/restore.ts": "loads a backup on that connection",
	"lib/import/append.ts": "imports messages in bulk",
	"lib/import/authors.ts": "imports authors in bulk",
	"lib/import/channels.ts": "part of the import",
	"lib/import/run.ts": "part of the import",
	"lib/import/target-server.ts": "part of the import",
	"lib/messages/after-append.ts": "measured hot path: what follows a send",
	"lib/messages/change.ts": "measured hot path: edits and reactions under the channel's lock",
	"lib/messages/changes-of-many.ts": "measured hot path: catching up with removals",
	"lib/messages/changes-since.ts": "measured hot path: catching up",
	"lib/messages/columns.ts": "the columns of a message, for Drizzle and for the other files of this list",
	"lib/messages/history.ts": "measured hot path: reading a channel",
	"lib/messages/recent-cache.ts": "measured hot path: the messages of a channel that is opened",
	"lib/messages/store-batches.ts": "measured hot path: sending",
	"lib/realtime/read-updates.ts": "measured hot path: fan-out of read state",
	"lib/realtime/user-events.ts": "measured hot path: fan-out to a user's sockets",
	"lib/search/candidates.ts": "walks the search index by hand-written plans",
	"lib/search/find.ts": "reads its results in one snapshot with candidates",
	"lib/search/indexer.ts": "indexes in bulk on a connection of its own",
	"lib/search/stale-index.ts": "part of the search index",
	"lib/threads/summary.ts": "part of the columns of a message",
};

test("Drizzle is the database access; only the listed files use postgres.js", () => {
	const direct =
		/import (?:type )?\{[^}]*\bsql\b(?! as)[^}]*\} from "@\/db"|from "postgres"|\b(?:tx|connection)\.sql[`<(]|\bClient\b[^}]*\} from "@\/db\/connection"/;
	const found = filesWith(direct, /^(lib|db|app)\//, []);
	assert.deepEqual(found.toSorted(), Object.keys(postgresFiles).toSorted());
});

test("only the listed files emit to sockets", () => {
	const emits = /\b(?:socket|oldest|target|emit|io|local)\??\.emit\(|\.(?:to|in|except)\([^)]*\)\.emit\(/;
	const allowed = [
		"realtime/broadcast",
		"realtime/channel-heads",
		"realtime/handshake",
		"realtime/room-membership",
		"realtime/socket-limit",
		"realtime/open-channel",
		"cluster/revalidate-access",
	].map((name) => `lib/${name}.ts`);
	assert.deepEqual(filesWith(emits, /^lib\//, allowed), []);
	for (const file of allowed) assert.match(text.get(file) ?? "", emits);
});

test("events that name a channel reach a user's own sockets only through the function that checks access", () => {
	const contract = text.get("lib/realtime/protocol.ts") ?? "";
	const events = contract.slice(
		contract.indexOf("export type ServerToClient"),
		contract.indexOf("export type ChannelSnapshot"),
	);
	/** The event payloads as documented in the contract. */
	const payloads = new Map(
		[...events.matchAll(/^\t"?([\w:]+)"?: \(event: ([\s\S]*?)\) => void;/gm)].map(([, name, payload]) => [
			name,
			payload,
		]),
	);
	const namesNoChannel = (event: string) => {
		const payload = payloads.get(event);
		return payload !== undefined && !/channelId|channels|Channel|Draft|[mM]essages?\b/.test(payload);
	};
	assert.ok(namesNoChannel("membership") && !namesNoChannel("follow") && !namesNoChannel("draft"));
	const broken: string[] = [];
	for (const [file, source] of text) {
		if (!file.startsWith("lib/") || file === "lib/realtime/user-events.ts") continue;
		const others = source
			.replace(/\b(?:socketsInRoom|\.join)\(\[?room\.user\(|except: room\.user\(/g, "")
			.replace(/\bpublish(?:Everywhere)?\(\s*room\.user\((?:[^()]|\([^()]*\))*\),\s*"([\w:]+)"/g, (whole, event) =>
				namesNoChannel(event) ? "" : whole,
			);
		if (
			/room\.user\(|`user:/.test(others.replace(/epochs\.(?:of|bump)\([^;]*`user:/g, "")) &&
			file !== "lib/realtime/rooms.ts"
		)
			broken.push(file);
	}
	assert.deepEqual(broken, []);
	for (const file of filesWith(/publishVisible\(/, /^lib\//, []))
		assert.match(text.get(file) ?? "", /whereVisible/, `${file} tells of channels without asking who may see them`);
});

test("the environment is read in one file", () => {
	assert.deepEqual(filesWith(/process\.env\b/, /^(app|lib|db)\//, ["lib/process/config.ts"]), []);
});

test("the browser's storage is accessed in one file", () => {
	const script = "app/_client/account/preferences-script.ts";
	assert.deepEqual(filesWith(/\b(?:local|session)Storage\b/, /^app\//, ["app/_client/safe-storage.ts", script]), []);
});

test("permissions are checked only against the session's row", () => {
	assert.deepEqual(filesWith(/getServerSession|useSession\b/, /^(app|lib)\//, []), []);
});

test("user input never becomes HTML, and no unneeded API is enabled", () => {
	assert.deepEqual(filesWith(/dangerouslySetInnerHTML|\.innerHTML\b|insertAdjacentHTML/, /^app\//, []), []);
	assert.deepEqual(filesWith(/^\s*"use (server|cache)"/m, /^app\//, []), []);
	assert.deepEqual(
		files.filter((file) => /\/loading\.tsx$/.test(file)),
		[],
	);
});

test("errors are recognised by isAppError: Next has its own copy of the class, so instanceof would miss some", () => {
	const others = /instanceof AppError|\.name [!=]== "AppError"|"code" in error && error\.code === "(?!E[A-Z])/;
	assert.deepEqual(filesWith(others, /^(app|lib)\//, ["lib/errors.ts"]), []);
});

test("no text size shares a name with an alignment, because one class would then set both", () => {
	const sizes = [...readFileSync("app/globals.css", "utf8").matchAll(/--text-([a-z]+)/g)].map(([, name]) => name);
	assert.ok(sizes.includes("message"));
	const taken = ["start", "end", "left", "right", "center", "justify", "wrap", "nowrap", "balance", "pretty", "clip"];
	assert.deepEqual(
		taken.filter((name) => sizes.includes(name)),
		[],
	);
});

test("paths of pages under a server are built in one file", () => {
	assert.deepEqual(filesWith(/`\/servers\/\$\{/, /^app\//, ["app/_client/paths.ts"]), []);
});

test("icons scale with the text: each sets its size in rem", () => {
	const fixed = [...text]
		.filter(([file]) => file.startsWith("app/"))
		.flatMap(([file, source]) => {
			const [, names = ""] = source.match(/import \{([^}]*)\} from "lucide-react"/) ?? [];
			const icons = names.split(",").flatMap((name) => name.trim().replace(/^type .*|^.* as /, "") || []);
			return [...source.matchAll(/<([A-Z]\w*)((?:[^<>"{}]|"[^"]*"|\{[^{}]*\})*)\/>/g)]
				.filter(
					([, name = "", props = ""]) => icons.includes(name) && !/\ssize="[\d.]+rem"|\{\.\.\.iconProps\}/.test(props),
				)
				.map(([icon]) => `${file}: ${icon}`);
		});
	assert.deepEqual(fixed, []);
});

test("files stay within the length limit", () => {
	const long = [...text]
		.map(([file, source]) => [file, source.split("\n").length] as const)
		.filter(([, lines]) => lines > 300);
	assert.deepEqual(long, []);
});

test("every navigation out of the app shell works offline", () => {
	const ways = [...text].filter(
		([file, source]) =>
			/^app\/(_chat|_client|\(chat\))\//.test(file) &&
			(/from "next\/link"/.test(source) || /\brouter\.push\(/.test(source)),
	);
	assert.deepEqual(ways.map(([file]) => file).toSorted(), [
		"app/_chat/shell/link.tsx",
		"app/_client/navigation/navigation.tsx",
	]);
});

test("every line and field that may contain user input sets its own text direction", () => {
	const tag =
		/<(p|span|h1|h2|h3|b|div|dd|strong|figcaption|a|textarea|input)\b((?:[^<>{}"]|"[^"]*"|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*?)\/?>/g;
	const isText = (name: string, attributes: string) =>
		name === "textarea" ||
		(name === "input" && !/type="(?!text|search)/.test(attributes) && !/\bhidden\b/.test(attributes)) ||
		(/className=.*\b(truncate|line-clamp-\d|wrap-anywhere|break-words)\b/s.test(attributes) &&
			!/(?<![\w-])(inline-)?(flex|grid)(?![\w-])/.test(attributes));
	const lost = [...text]
		.filter(([file]) => file.startsWith("app/") && file.endsWith(".tsx"))
		.flatMap(([file, source]) =>
			[...source.matchAll(tag)]
				.filter(([, name = "", attributes = ""]) => isText(name, attributes) && !/\bdir=/.test(attributes))
				.map(([opening]) => `${file}: ${opening.replace(/\s+/g, " ")}`),
		);
	assert.deepEqual(lost, []);
});

test("every name in a sentence goes through the translator that isolates its direction, and names in a list are isolated", () => {
	const fromCatalogue = /\b(?:useTranslations|createTranslator)\b[^;]*?\bfrom "use-intl/;
	assert.deepEqual(filesWith(fromCatalogue, /^app\//, ["app/_i18n/server.ts", "app/_i18n/use-translations.ts"]), []);
	assert.match(text.get("app/_i18n/server.ts") ?? "", /en: isolating\(.*\n\tko: isolating\(/);
	// Matches text next to a name in one template string that is shown to users, not in a path or a search query.
	const beside = /`(?:[^`$]|\$\{(?:[^{}`]|\{[^{}]*\})*\})*`/g;
	const parts = /\$\{(?![^{}]*isolated\()[^{}]*(?:[nN]ame|\bserver|question|\btext)\}/;
	const lost = [...text]
		.filter(([file]) => /^app\/(_chat|_client|_ui|\(chat\)|\(auth\))\//.test(file))
		.flatMap(([file, source]) =>
			[...source.matchAll(beside)]
				.map(([template]) => template)
				.filter(
					(template) => /[,·›:?!] |[,·›] ?\$/.test(template.replace(/\$\{[^{}]*\}/g, "$")) && parts.test(template),
				)
				.map((template) => `${file}: ${template}`),
		);
	assert.deepEqual(lost, []);
	const lists = filesWith(/\bname[ds]?\.join\(", "|\bIntl\.ListFormat/, /^app\//, []);
	assert.deepEqual(
		lists.filter((file) => !/\bisolated\(/.test(text.get(file) ?? "")),
		[],
	);
});
