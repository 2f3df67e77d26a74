import type { Message } from "@/lib/realtime/protocol";
import type { App } from "./app";
import { runImport } from "./run-import";
import { ServerFixture } from "./server-fixture";
import type { UserPage } from "./user-page";
import type { Users } from "./users";

/** Servers, users and a conversation that resemble an evening on a real instance. */
export type DemoData = {
	noor: UserPage;
	contour: ServerFixture;
	loaf: ServerFixture;
	own: ServerFixture;
	someoneTypes: () => Promise<unknown>;
};

const servers: [name: string, category: string, description: string][] = [
	[
		"Loaf",
		"food",
		"Sourdough, rye and everything that rises. Post your crumb, ask about your starter, forgive your oven.",
	],
	["Rackmount", "technology", "Home labs, quiet fans and the cables behind the cupboard. We run what we can at home."],
	["Night Bus", "music", "Late sets, field recordings and the song you heard in a shop once."],
	["Hexes & Hearths", "games", "Board games by mail, by video and, every second Friday, by candle."],
	["Tidepool", "science", "Marine biology for anyone with boots. Photos, identifications, low-tide calendars."],
	["Warp and Weft", "making", "Weaving, knitting, spinning. Bring the half-finished one."],
	["Allotment 14", "outdoors", "Seeds to swap, slugs to curse. Growing zone 8, opinions everywhere."],
	["한국어 산책", "languages", "천천히 걷듯이 배우는 한국어. Learners and native speakers, one walk a day."],
	[
		"The Long Society of People Who Read Very Long Novels Very Slowly, Reading Circle",
		"art-and-writing",
		"Forty pages a month. We are on year three of the same book.",
	],
	["Thesis Company", "study", "Cameras off, timers on. Fifty minutes of work, ten of complaining."],
];

const people = ["priya", "rasmus", "ines", "tomasz", "asha", "wren", "ji-woo"];
const names: Record<string, string> = {
	noor: "Noor Haddad",
	priya: "Priya Raman",
	rasmus: "Rasmus Lindqvist",
	ines: "Inês Carvalho",
	tomasz: "Tomasz Zieliński",
	asha: "Asha",
	wren: "wren",
	"ji-woo": "김지우",
};

/** The author, the minutes after the first message, the text, and the line it replies to. */
const conversation: [who: string, minutes: number, text: string, answers?: number][] = [
	["priya", 0, "Morning. The lidar tiles for the north ridge are up, half a metre grid this time."],
	["priya", 1, "dem-north-1m is the one to start with, the others still have the seam."],
	["tomasz", 6, "Oh, this is a good one"],
	["tomasz", 8, "You can see the old tramway on the east side, look left of the quarry."],
	["asha", 15, "I walked that on Sunday, it is a hedge now :)"],
	["rasmus", 34, "Which hillshade is this? Mine comes out like plastic.", 1],
	[
		"priya",
		41,
		"Multidirectional, 315 and 225 mixed, then a touch of slope on top. I wrote it down once:\nhttps://example.org/notes/hillshade-without-plastic",
	],
	["rasmus", 44, "Thank you. That is the page I have been looking for since March."],
	["ines", 62, "For print I go down to 40 % and let the contour lines do the work. Paper eats contrast."],
	["wren", 95, "Could somebody look at my legend? I have three greens and can no longer tell them apart."],
	["ji-woo", 103, "등고선 간격은 10미터가 제일 보기 좋네요"],
	["tomasz", 107, "Three greens is two too many.", 10],
];

export async function seedDemoData(everybody: Users): Promise<DemoData> {
	const noor = await everybody.signedIn("noor");
	const others = Object.fromEntries(
		await Promise.all(people.map(async (name) => [name, await everybody.signedIn(name.replace("-", ""))] as const)),
	);
	const all: Record<string, UserPage> = { noor, ...others };
	for (const [name, person] of Object.entries(all))
		await person.api.call("PATCH", "/api/account", { displayName: names[name] });
	const who = (name: string): UserPage => all[name] ?? noor;
	const { categories } = await noor.api.call<{ categories: { id: number; slug: string }[] }>("GET", "/api/categories");
	const categoryId = (wanted: string) => categories.find(({ slug }) => slug === wanted)?.id;

	const places: ServerFixture[] = [];
	for (const [index, [name, category, description]] of servers.entries()) {
		const owner = who(people[index % people.length] ?? "priya");
		const place = await ServerFixture.madeBy(owner.api, name, { categoryId: categoryId(category), description });
		places.push(place);
		const joining = Object.values(all).filter(
			(person, at) => person !== owner && (at + index) % 3 !== 0 && (person !== noor || index % 2 === 1),
		);
		await Promise.all(joining.map((person) => person.api.join(place.serverId)));
	}
	const contour = await ServerFixture.madeBy(who("priya").api, "Contour Club", {
		categoryId: categoryId("outdoors"),
		description: "Paper maps, web maps, and the long way round. Bring a sheet you love or a projection you hate.",
	});
	for (const [name, topic] of [
		["announcements", "Meetings, deadlines, and the plotter’s calendar"],
		["cartography", "Projections, hillshade, lettering. Show your work, unfinished is fine"],
		["field-trips", "Where we walk next"],
		["data-and-tools", "Tiles, formats, and why QGIS is angry today"],
		["old-sketches", ""],
	] as const)
		await contour.opensChannel(name, { topic });
	await Promise.all(
		Object.values(all)
			.filter((person) => person.name !== "priya")
			.map((person) => person.api.join(contour.serverId)),
	);
	await contour.opensChannel("keepers", { private: true });
	const own = await ServerFixture.madeBy(noor.api, "Paper Plotter", {
		categoryId: categoryId("making"),
		description: "Pens, plotters, and what they draw when nobody looks.",
	});
	await own.opensChannel("pens", { topic: "0.3 or 0.5" });
	await own.opensChannel("finished-things");
	for (const person of Object.values(all).slice(1, 5)) await person.api.join(own.serverId);

	await seedConversation(everybody.app, contour, who);
	// Most of the users are online.
	const [typist] = await Promise.all(
		["priya", "rasmus", "asha", "tomasz", "wren"].map((name) => who(name).api.connect()),
	);
	const someoneTypes = async () => typist?.emitWithAck("typing", { channelId: contour.channel("cartography") });
	await who("ines").api.sends(
		contour.channel("field-trips"),
		"Saturday, nine o’clock, the lower car park. Bring the old sheet.",
	);
	await who("asha").api.sends(contour.channel("data-and-tools"), `@${noor.username} does this open for you?`);
	await who("rasmus").api.sends(places[1]?.channel("general") ?? 0, "The quiet fan is here. It is quiet.");
	return { noor, contour, loaf: places[0] ?? contour, own, someoneTypes };
}

/**
 * Imports the morning's conversation with its timestamps, then sends current messages, some of which Noor has not read
 * yet.
 */
async function seedConversation(app: App, place: ServerFixture, who: (name: string) => UserPage): Promise<void> {
	const channelId = place.channel("cartography");
	const path = `/api/channels/${channelId}`;
	const noor = who("noor");
	const began = Date.now() - 130 * 60_000;
	const lines = conversation.map(([name, minutes, text, answers], index) => ({
		id: String(index + 1),
		channel: "cartography",
		at: new Date(began + minutes * 60_000).toISOString(),
		author: names[name] ?? name,
		text,
		replyTo: answers ? String(answers) : null,
	}));
	await runImport(app, lines, place.name, who("priya").username);
	const sends = async (name: string, content: string, replyTo?: number) => {
		const message = { nonce: crypto.randomUUID(), content, ...(replyTo && { replyTo }) };
		const answer = await who(name).api.call<{ message: Message }>("POST", `${path}/messages`, message);
		return answer.message.seq;
	};
	const reacts = (name: string, seq: number, emoji: string) =>
		who(name).api.call("PUT", `${path}/messages/${seq}/reactions/${encodeURIComponent(emoji)}`);
	for (const [name, seq, emoji] of [
		["tomasz", 1, "🔥"],
		["asha", 1, "🔥"],
		["noor", 1, "🔥"],
		["ines", 1, "👀"],
		["rasmus", 7, "❤️"],
		["wren", 7, "❤️"],
		["priya", 12, "😂"],
		["noor", 12, "😂"],
	] as const)
		await reacts(name, seq, emoji);
	const offer = await sends("noor", "I have the plotter on Thursday. A1 at most, and no gradients, the pens cry.");
	const answer = await sends("rasmus", "Then mine is the tramway sheet, one colour, I promise.", offer);
	await reacts("noor", answer, "👍");
	await reacts("ines", answer, "👍");
	const fair = await sends("wren", "Fair. Down to two.", 12);
	await who("wren").api.call("PATCH", `${path}/messages/${fair}`, {
		content: "Fair. Down to two, and the third is blue.",
	});
	await noor.api.call("PUT", `${path}/read`, { seq: fair });
	await sends("priya", "Seam is gone, all six tiles are there now.");
	await sends("asha", `@${noor.username} can you keep the folded sheet for me? I am late, the hedge has thorns.`);
	await sends("tomasz", "Told you.");
}
