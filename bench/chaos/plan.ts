import { Random } from "./random";

/** The parameters of a run. Times are milliseconds from its start. */
export type Wanted = {
	seed: number;
	people: number;
	seconds: number;
	/** Messages per second, over all users. */
	rate: number;
	killEveryMs: number;
	/** Edits, deletions and reactions per message. */
	changeRatio?: number;
	/** Three-byte code points added to each message, for runs with heavy messages. */
	padding?: number;
};

export type ChangeKind = "edit" | "delete" | "react" | "unreact" | "vote" | "pin";
/** `roll`, at least 0 and less than 1, chooses among the possible targets at the time of the change. */
export type PlannedChange = {
	at: number;
	person: number;
	kind: ChangeKind;
	roll: number;
	content: string;
	emoji: string;
};
export type PlannedSend = { at: number; person: number; nonce: string; content: string; poll: boolean };
export type Plan = {
	seconds: number;
	sends: PlannedSend[];
	changes: PlannedChange[];
	drops: { at: number; person: number }[];
	kills: { at: number; roll: number }[];
};

const WORDS =
	"the kettle hums while rain keeps falling on our small garden and somebody asks whether bread will rise by noon ñandú 火 🔥".split(
		" ",
	);
/** One of this many messages contains a poll. */
const pollEvery = 12;
const EMOJI = ["👍", "🎉", "❤️"];
const KINDS: ChangeKind[] = [
	"edit",
	"edit",
	"edit",
	"react",
	"react",
	"react",
	"react",
	"unreact",
	"delete",
	"vote",
	"vote",
	"vote",
	"pin",
];

/**
 * Derives everything a run will do from its seed: who sends what and when, who is disconnected, and when a process is
 * killed.
 */
export function plan(wanted: Wanted): Plan {
	const { seed, people, seconds, rate, killEveryMs, changeRatio = 0.1, padding = 0 } = wanted;
	const random = new Random(seed);
	const endMs = seconds * 1000;
	const textFor = (tag: string) => {
		const sent = Array.from({ length: 3 + random.below(9) }, () => WORDS[random.below(WORDS.length)]).join(" ");
		return `${tag} ${sent}${padding > 0 ? ` ${"火".repeat(padding)}` : ""}`;
	};
	const times = (count: number) => Array.from({ length: count }, () => random.next() * endMs).sort((a, b) => a - b);

	const sends = times(Math.round(rate * seconds)).map((at, index) => ({
		at,
		person: random.below(people),
		nonce: random.uuid(),
		content: textFor(`#${index}`),
		poll: index % pollEvery === 0,
	}));
	const changes = times(Math.round(sends.length * changeRatio)).map((at, index) => ({
		at,
		person: random.below(people),
		kind: KINDS[random.below(KINDS.length)] ?? "edit",
		roll: random.next(),
		content: textFor(`edited ${index}`),
		emoji: EMOJI[random.below(EMOJI.length)] ?? "👍",
	}));
	// Cuts a fifth of the connections per minute.
	const drops = times(Math.round((people * seconds) / 300)).map((at) => ({ at, person: random.below(people) }));
	const kills: Plan["kills"] = [];
	for (let at = killEveryMs; at < endMs; at += killEveryMs) kills.push({ at, roll: random.next() });
	return { seconds, sends, changes, drops, kills };
}
