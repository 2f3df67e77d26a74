import type { Page } from "@playwright/test";
import { type Figure, ms } from "../metrics";
import { spread } from "../statistics";
import { type BrowserEnvironment, longChannel, manyChannels, untilIdle } from "./environment";
import { shapes } from "./shapes";

export const figure = (id: string, name: string, most: number | null, times: number[], beside = ""): Figure => {
	const { p50, p95, most: worst } = spread(times);
	return {
		...{ id, name, beside, target: most === null ? "" : `≤ ${most} ms`, met: most === null ? null : p95 <= most },
		values: { p50, p95, worst, times },
		measured: `${ms(p50)} (p95 ${ms(p95)}, worst ${ms(worst)})`,
	};
};

type Device = { id: "" | "-phone"; name: string; isPhone: boolean };
export const devices: Device[] = [
	{ id: "", name: "desktop", isPhone: false },
	{ id: "-phone", name: "slow phone", isPhone: true },
];

/** Measures the changes of channels, on a desktop and on a slow phone. */
export async function channelSwitches(stage: BrowserEnvironment, rounds: number): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const device of devices) {
		const page = await stage.page("one", device);
		const { id, name, isPhone } = device;
		const seen: number[] = [];
		// The first round is the warm-up.
		for (let round = 0; round < rounds / 2 + 1; round++)
			for (const channel of ["two", "one"]) {
				const took = await timeToChannel(page, channel);
				if (round > 0) seen.push(took);
			}
		figures.push(figure(`channel-seen${id}`, `${name}: change to a channel seen before`, isPhone ? 150 : 50, seen));
		const unseen: number[] = [];
		for (const channel of manyChannels.slice(0, rounds)) unseen.push(await timeToChannel(page, channel));
		figures.push(figure(`channel-unseen${id}`, `${name}: change to a channel not seen`, isPhone ? 600 : 120, unseen));
		for (const channel of manyChannels.slice(rounds)) await timeToChannel(page, channel);
		await page.context().setOffline(true);
		const offline: number[] = [];
		for (const channel of manyChannels.slice(1, 1 + rounds)) offline.push(await timeToChannel(page, channel));
		figures.push(figure(`channel-offline${id}`, `${name}: offline, one of the last 50 channels`, 100, offline));
		await page.context().close();
	}
	return figures;
}

/** From the click on a channel to the frame that shows its first message. */
async function timeToChannel(page: Page, name: string): Promise<number> {
	const drawer = page.getByRole("button", { name: "Open navigation" }).first();
	if (await drawer.isVisible()) await drawer.click();
	await page.getByRole("link", { name: new RegExp(`^${name}(,|$)`) }).waitFor();
	await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
	const took = await page.evaluate(
		(name) =>
			new Promise<number>((resolve) => {
				const links = [...document.querySelectorAll<HTMLElement>("nav a")];
				const link = links.findLast((one) => one.textContent?.trim() === name);
				if (!link) throw new Error(`There is no channel ${name}.`);
				const start = performance.now();
				link.click();
				const look = () => {
					const rows = [...document.querySelectorAll("article[data-row]")];
					if (!rows.some((row) => row.ariaLabel?.includes(`: ${name} `))) return requestAnimationFrame(look);
					const { port1, port2 } = new MessageChannel();
					port1.onmessage = () => resolve(performance.now() - start);
					return requestAnimationFrame(() => port2.postMessage(null));
				};
				look();
			}),
		name,
	);
	await untilIdle(page);
	return took;
}

/** Measures from the start of the navigation to the frame that shows the linked message. */
export async function permalink(stage: BrowserEnvironment, rounds: number): Promise<Figure> {
	const page = await stage.page("long");
	const times: number[] = [];
	for (let round = 0; round < rounds; round++) {
		const seq = 1000 + ((round * 7919) % (longChannel - 2000));
		await page.goto(`${stage.place.channelPath("long")}/${seq}`, { waitUntil: "commit" });
		times.push(await firstSight(page, `long ${seq}:`));
	}
	await page.context().close();
	return figure("permalink", `permalink into a channel of ${longChannel.toLocaleString("en")}, page load`, 400, times);
}

const firstSight = (page: Page, text: string): Promise<number> =>
	page.evaluate(
		(text) =>
			new Promise<number>((resolve) => {
				const look = () => {
					const row = [...document.querySelectorAll("article[data-row]")].find((one) => one.ariaLabel?.includes(text));
					const box = row?.getBoundingClientRect();
					if (!box || box.bottom < 0 || box.top > innerHeight) return requestAnimationFrame(look);
					return requestAnimationFrame(() => resolve(performance.now()));
				};
				look();
			}),
		text,
	);

/** Measures the longest frame while a user types, with five hundred rows in the page. */
export async function typing(stage: BrowserEnvironment, rounds: number): Promise<Figure> {
	const page = await stage.page("two", { height: 16_000 });
	const rows = await page.locator("article[data-row]").count();
	const composer = page.getByRole("textbox", { name: /^Message #/ });
	await composer.click();
	const worst: number[] = [];
	for (let round = 0; round < rounds; round++) {
		await page.evaluate(() => {
			const frames: number[] = [];
			let last = performance.now();
			const frame = () => {
				frames.push(performance.now() - last);
				last = performance.now();
				if (Object.is((window as unknown as { frames?: number[] }).frames, frames)) requestAnimationFrame(frame);
			};
			Object.assign(window, { frames });
			requestAnimationFrame(frame);
		});
		await composer.pressSequentially("so mind the cat when you come in, @ada ", { delay: 25 });
		worst.push(
			await page.evaluate(() => {
				const measured = window as unknown as { frames?: number[] };
				const most = Math.max(...(measured.frames ?? []).slice(2));
				delete measured.frames;
				return most;
			}),
		);
		await composer.fill("");
	}
	await page.context().close();
	return figure("typing", `typing with ${rows} messages in the page, longest frame`, 50, worst);
}

/**
 * Measures what the most expensive messages of 4,000 characters cost a page that shows them: script, styles and layout
 * together.
 */
export async function worstMarkdown(stage: BrowserEnvironment, log: (text: string) => void): Promise<Figure> {
	const page = await stage.page("one");
	const session = await page.context().newCDPSession(page);
	await session.send("Performance.enable");
	const spent = async () => {
		const { metrics } = await session.send("Performance.getMetrics");
		const of = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0;
		return (of("ScriptDuration") + of("LayoutDuration") + of("RecalcStyleDuration")) * 1000;
	};
	const times: number[] = [];
	let slowest = "";
	for (const [name, text] of Object.entries(shapes)) {
		const before = await spent();
		const { message } = await stage.owner.sends(stage.place.channel("one"), text);
		await page
			.locator(`article[data-row="${message.seq}"]`)
			.or(page.locator(`article[data-row$="${message.nonce}"]`))
			.first()
			.waitFor();
		// Formulas are drawn in slices: all that is spent in this time counts.
		await page.waitForTimeout(400);
		const took = (await spent()) - before;
		if (took > Math.max(0, ...times)) slowest = name;
		times.push(took);
		log(`  ${name}: ${ms(took)}`);
	}
	await page.context().close();
	return figure("markdown", "worst-case Markdown of 4,000 letters, drawn", 50, times, `the slowest: ${slowest}`);
}
