import { type People, Place } from "./people";
import type { Person } from "./person";

/** Servers, people and a conversation that look like an evening on a real instance. */
export type Village = { noor: Person; contour: Place; loaf: Place; own: Place };

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

const conversation: [who: string, text: string][] = [
	["priya", "Morning. The lidar tiles for the north ridge are up, half a metre grid this time."],
	["priya", "dem-north-1m is the one to start with, the others still have the seam."],
	["tomasz", "Oh, this is a good one"],
	["tomasz", "You can see the old tramway on the **east** side, look left of the quarry."],
	["asha", "I walked that on Sunday, it is a hedge now :)"],
	["rasmus", "Which hillshade is this? Mine comes out like plastic."],
	[
		"priya",
		"Multidirectional, 315 and 225 mixed, then a touch of slope on top. I wrote it down once:\nhttps://example.org/notes/hillshade-without-plastic",
	],
	["rasmus", "Thank you. That is the page I have been looking for since March."],
	["ines", "For print I go down to 40 % and let the contour lines do the work. Paper eats contrast."],
	["ines", "And @noor has the plotter on Thursday, so anything you want large, say it before that."],
	[
		"wren",
		"Could somebody look at my legend? I have three greens and I can no longer tell them apart, and I am not even colour-blind.",
	],
	["ji-woo", "등고선 간격은 10미터가 제일 보기 좋네요"],
	["tomasz", "Three greens is two too many."],
];

export async function settle(everybody: People): Promise<Village> {
	const noor = await everybody.arrives("noor");
	const others = Object.fromEntries(
		await Promise.all(people.map(async (name) => [name, await everybody.arrives(name.replace("-", ""))] as const)),
	);
	const all: Record<string, Person> = { noor, ...others };
	for (const [name, person] of Object.entries(all))
		await person.wire.call("PATCH", "/api/account", { displayName: names[name] });
	const who = (name: string): Person => all[name] ?? noor;
	const { categories } = await noor.wire.call<{ categories: { id: number; slug: string }[] }>("GET", "/api/categories");
	const categoryId = (wanted: string) => categories.find(({ slug }) => slug === wanted)?.id;

	const places: Place[] = [];
	for (const [index, [name, category, description]] of servers.entries()) {
		const owner = who(people[index % people.length] ?? "priya");
		const place = await Place.madeBy(owner.wire, name, { categoryId: categoryId(category), description });
		places.push(place);
		const joining = Object.values(all).filter(
			(person, at) => person !== owner && (at + index) % 3 !== 0 && (person !== noor || index % 2 === 1),
		);
		await Promise.all(joining.map((person) => person.wire.join(place.serverId)));
	}
	const contour = await Place.madeBy(who("priya").wire, "Contour Club", {
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
			.map((person) => person.wire.join(contour.serverId)),
	);
	await contour.opensChannel("keepers", { private: true });
	const own = await Place.madeBy(noor.wire, "Paper Plotter", {
		categoryId: categoryId("making"),
		description: "Pens, plotters, and what they draw when nobody looks.",
	});
	await own.opensChannel("pens", { topic: "0.3 or 0.5" });
	await own.opensChannel("finished-things");
	for (const person of Object.values(all).slice(1, 5)) await person.wire.join(own.serverId);

	await talks(contour.channel("cartography"), who);
	await who("ines").wire.says(
		contour.channel("field-trips"),
		"Saturday, nine o’clock, the lower car park. Bring the old sheet.",
	);
	await who("asha").wire.says(contour.channel("data-and-tools"), `@${noor.username} does this open for you?`);
	await who("rasmus").wire.says(places[1]?.channel("general") ?? 0, "The quiet fan is here. It is quiet.");
	return { noor, contour, loaf: places[0] ?? contour, own };
}

/** The conversation of a morning: answers, reactions, an edit, a tombstone, and what Noor has not read yet. */
async function talks(channelId: number, who: (name: string) => Person): Promise<void> {
	const path = `/api/channels/${channelId}`;
	const noor = who("noor");
	for (const [name, text] of conversation)
		await who(name).wire.says(channelId, text.replace("@noor", `@${noor.username}`));
	const answer = (name: string, replyTo: number, content: string) =>
		who(name).wire.call("POST", `${path}/messages`, { nonce: crypto.randomUUID(), content, replyTo });
	const reacts = (name: string, seq: number, emoji: string) =>
		who(name).wire.call("PUT", `${path}/messages/${seq}/reactions/${encodeURIComponent(emoji)}`);
	await noor.wire.says(channelId, "Thursday works. A1 at most, and no gradients, the pens cry.");
	await answer("rasmus", 14, "Then mine is the tramway sheet, one colour, I promise.");
	await answer("wren", 13, "Fair. Down to two.");
	for (const [name, seq, emoji] of [
		["tomasz", 1, "🔥"],
		["asha", 1, "🔥"],
		["noor", 1, "🔥"],
		["ines", 1, "👀"],
		["rasmus", 7, "❤️"],
		["wren", 7, "❤️"],
		["priya", 13, "😂"],
		["noor", 13, "😂"],
		["ines", 15, "👍"],
	] as const)
		await reacts(name, seq, emoji);
	await who("priya").wire.call("PATCH", `${path}/messages/2`, {
		content: "dem-north-1m is the one to start with, the others still have the seam (fixed in an hour).",
	});
	await noor.wire.call("PUT", `${path}/read`, { seq: 16 });
	await who("priya").wire.says(channelId, "Seam is gone, all six tiles are there now.");
	await who("asha").wire.says(
		channelId,
		`@${noor.username} can you keep the folded sheet for me? I am late, the hedge has thorns.`,
	);
	await who("tomasz").wire.says(channelId, "Told you.");
}
