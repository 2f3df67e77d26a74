import { and, asc, eq, sql } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { automodRules } from "@/db/schema";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { storedRule } from "./columns";
import { buildPattern, type Pattern } from "./pattern";
import { type CompiledRule, compileRule, RuleSet } from "./rule-set";
import { inSlices } from "./slices";
import { SmallestFirst } from "./smallest-first";

declare module "../process/app-state" {
	interface AppState {
		ruleSets: RuleSets;
	}
}

/** Of all servers together; a server without rules takes next to nothing. */
const maxBytes = 256 * 1024 * 1024;
const maxServers = 50_000;
const patternBytes = 32 * 1024 * 1024;

type Head = { id: number; updatedAt: string };

/** The rules of one server. `set` is null without enabled rules, and undefined until they are read. */
class Entry {
	set: RuleSet | null | undefined;
	/** Rises with every change, so that a reading that began before it is repeated. */
	changes = 0;
	reading: Promise<RuleSet | null> | null = null;
}

/** The automod rules of servers, compiled in memory, read when a server's first message needs them. */
export class RuleSets {
	private readonly servers = new LRUCache<number, Entry>({
		max: maxServers,
		maxSize: maxBytes,
		sizeCalculation: ({ set }) => (set?.bytes ?? 0) + 100,
	});
	private readonly patterns = new LRUCache<string, Pattern>({
		maxSize: patternBytes,
		sizeCalculation: ({ table }) => table.byteLength + 1000,
	});

	/** Few at once, because they take memory. Servers with few words do not wait for those with many. */
	private readonly compiling = new SmallestFirst(2);

	/** Undefined if the rules must be loaded first. */
	peek(serverId: number): RuleSet | null | undefined {
		return this.servers.get(serverId)?.set;
	}

	load(serverId: number): Promise<RuleSet | null> {
		const entry = this.entryOf(serverId);
		if (entry.set !== undefined) return Promise.resolve(entry.set);
		return entry.reading ?? this.read(serverId, entry);
	}

	/** The rules of a server have changed. Until they are read, those from before apply. */
	async changed(serverId: number): Promise<void> {
		const entry = this.servers.get(serverId);
		if (!entry) return;
		entry.changes++;
		await (entry.reading ?? this.read(serverId, entry)).catch((error) => {
			log.warn({ err: error }, "automod rules could not be read");
			// They are read again with the next message.
			this.servers.delete(serverId);
		});
	}

	/** Discards everything, because this instance may have missed changes. */
	invalidate(): void {
		this.servers.clear();
	}

	/** Compiles a pattern, or returns it as it was compiled before. */
	*patternOf(source: string): Generator<void, Pattern> {
		const known = this.patterns.get(source);
		if (known) return known;
		const pattern = yield* buildPattern(source);
		this.patterns.set(source, pattern);
		return pattern;
	}

	private entryOf(serverId: number): Entry {
		const known = this.servers.get(serverId);
		if (known) return known;
		const entry = new Entry();
		this.servers.set(serverId, entry);
		return entry;
	}

	private read(serverId: number, entry: Entry): Promise<RuleSet | null> {
		const work = async () => {
			for (;;) {
				const { changes } = entry;
				const set = await this.compile(serverId, entry.set?.rules ?? []);
				if (changes !== entry.changes) continue;
				entry.set = set;
				// Weighs it anew, unless it was discarded meanwhile.
				if (this.servers.peek(serverId) === entry) this.servers.set(serverId, entry);
				return set;
			}
		};
		entry.reading = work().finally(() => {
			entry.reading = null;
		});
		return entry.reading;
	}

	/** Rule by rule, so that neither parsing nor compiling holds other requests. Those that are unchanged are kept. */
	private async compile(serverId: number, before: CompiledRule[]): Promise<RuleSet | null> {
		const heads = await db
			.select({
				id: automodRules.id,
				updatedAt: isoTime(automodRules.updatedAt),
				size: sql<number>`pg_column_size(${automodRules.settings})`.mapWith(Number),
			})
			.from(automodRules)
			.where(and(eq(automodRules.serverId, serverId), automodRules.enabled))
			.orderBy(asc(automodRules.id));
		const size = heads.reduce((sum, head) => sum + head.size, 0);
		return this.compiling.run(size, () => this.compileAll(heads, before));
	}

	private async compileAll(heads: Head[], before: CompiledRule[]): Promise<RuleSet | null> {
		const rules: CompiledRule[] = [];
		for (const { id, updatedAt } of heads) {
			const known = before.find((rule) => rule.id === id && rule.updatedAt === updatedAt);
			if (known) rules.push(known);
			else {
				const [row] = await db.select(storedRule).from(automodRules).where(eq(automodRules.id, id));
				if (row?.enabled) rules.push(await inSlices(compileRule(row.rule, (source) => this.patternOf(source))));
			}
		}
		return rules.length > 0 ? inSlices(RuleSet.build(rules)) : null;
	}
}

/** The rules of a server, at once if they are in memory. */
export function rulesOf(serverId: number): RuleSet | null | Promise<RuleSet | null> {
	const { ruleSets } = appState();
	const known = ruleSets.peek(serverId);
	return known === undefined ? ruleSets.load(serverId) : known;
}
