import type { CDPSession, Page } from "@playwright/test";
import { type Figure, ms } from "../metrics";
import { median } from "../statistics";
import { EmptyPage, StaticSocketPage } from "./baselines";
import type { BrowserEnvironment } from "./environment";
import { devices, figure } from "./measures";

type Load = { readable: number; usable: number; connected: number; shift: number; script: number; scriptTime: number };

const targets = {
	"": { readable: null, usable: null, connected: null },
	"-phone": { readable: 2500, usable: 4500, connected: 5000 },
};
const mostShift = 0.05;
const mostScript = 250_000;

/** Measures the first load of a channel by a signed-in user with an empty cache, beside the least pages. */
export async function firstLoads(stage: BrowserEnvironment, rounds: number): Promise<Figure[]> {
	const empty = await EmptyPage.start();
	const connecting = await StaticSocketPage.start();
	const figures: Figure[] = [];
	try {
		for (const device of devices) {
			const target = targets[device.id];
			const loads: Load[] = [];
			const emptyLoads: number[] = [];
			const connects: number[] = [];
			for (let round = 0; round < rounds; round++) {
				emptyLoads.push((await load(await stage.emptyPage(device), empty.url, isReadable)).readable);
				connects.push((await load(await stage.emptyPage(device), connecting.url, isReadable, true)).connected);
				loads.push(await load(await stage.emptyPage(device), stage.place.channelPath("one"), isUsable, true));
			}
			const row = (id: string, what: string, most: number | null, times: number[], beside = "") =>
				figures.push(figure(`${id}${device.id}`, `${device.name}: first load, ${what}`, most, times, beside));
			const least = `${ms(median(emptyLoads))} for an empty Next page`;
			row(
				"readable",
				"until readable",
				target.readable,
				loads.map(({ readable }) => readable),
				least,
			);
			row(
				"usable",
				"until usable",
				target.usable,
				loads.map(({ usable }) => usable),
				least,
			);
			const socket = `${ms(median(connects))} for a static page with Socket.IO`;
			row(
				"connected",
				"until connected",
				target.connected,
				loads.map(({ connected }) => connected),
				socket,
			);
			row(
				"script-time",
				"time in scripts until usable",
				null,
				loads.map(({ scriptTime }) => scriptTime),
			);
			figures.push(
				most(
					`shift${device.id}`,
					`${device.name}: layout shift`,
					mostShift,
					loads.map(({ shift }) => shift),
				),
			);
			const script = loads.map(({ script }) => script);
			figures.push(
				most(`script${device.id}`, `${device.name}: script loaded before it is usable, bytes`, mostScript, script),
			);
		}
	} finally {
		await empty.stop();
		await connecting.stop();
	}
	return figures;
}

function most(id: string, name: string, limit: number, values: number[]): Figure {
	const worst = Math.max(...values);
	const measured = worst < 1 ? worst.toFixed(3) : worst.toLocaleString("en");
	return {
		id,
		name,
		beside: "",
		target: `≤ ${limit.toLocaleString("en")}`,
		met: worst <= limit,
		measured,
		values: { values },
	};
}

const isReadable = () => document.querySelector("article[data-row]") !== null;

/** The list scrolls and the composer takes text: React has taken over both. */
const isUsable = () => {
	const list = document.querySelector("[data-scroller]");
	const composer = document.querySelector("form textarea");
	const isAlive = composer && Object.keys(composer).some((key) => key.startsWith("__reactProps"));
	return Boolean(
		isAlive && list && getComputedStyle(list).overflowY === "auto" && document.querySelector("article[data-row]"),
	);
};

/** Records the first frame with a message, the first in which the page is usable, and layout shifts. */
const recorder = (usable: string) => `{
	const marks = (window.marks = { readable: 0, usable: 0, shift: 0 });
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) if (!entry.hadRecentInput) marks.shift += entry.value;
	}).observe({ type: "layout-shift", buffered: true });
	const isReadable = ${isReadable}, isUsable = ${usable};
	const look = () => {
		if (!marks.readable && isReadable()) marks.readable = performance.now();
		if (!marks.usable && isUsable()) marks.usable = performance.now();
		if (!marks.usable) requestAnimationFrame(look);
	};
	requestAnimationFrame(look);
}`;

async function load(page: Page, url: string, until: () => boolean, connects = false): Promise<Load> {
	const session = await page.context().newCDPSession(page);
	await session.send("Network.enable");
	await session.send("Performance.enable");
	const connection = connectedTime(session);
	await page.addInitScript(recorder(`${until}`));
	await page.goto(url, { waitUntil: "commit" });
	await page.waitForFunction(() => (window as unknown as { marks: Load }).marks.usable > 0, null, { timeout: 60_000 });
	const { metrics } = await session.send("Performance.getMetrics");
	const scriptTime = (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? 0) * 1000;
	const connected = connects ? await connection : 0;
	const marks = await page.evaluate(() => {
		const { readable, usable, shift } = (window as unknown as { marks: Load }).marks;
		const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
		const scripts = files.filter(({ name, startTime }) => /\.js(?:\?|$)/.test(name) && startTime < usable);
		return { readable, usable, shift, script: scripts.reduce((sum, file) => sum + file.encodedBodySize, 0) };
	});
	await page.context().close();
	return { ...marks, connected, scriptTime };
}

/** When Socket.IO has confirmed the namespace, in milliseconds since the first request of the page. */
function connectedTime(session: CDPSession): Promise<number> {
	let start = 0;
	session.on("Network.requestWillBeSent", ({ timestamp }) => {
		start ||= timestamp;
	});
	return new Promise((resolve) =>
		session.on("Network.webSocketFrameReceived", ({ timestamp, response }) => {
			if (response.payloadData.startsWith("40")) resolve((timestamp - start) * 1000);
		}),
	);
}
