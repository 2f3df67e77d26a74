import type { Locator, Page } from "@playwright/test";
import { type Figure, ms } from "../metrics";
import { spread } from "../statistics";
import { EmptyPage } from "./baselines";
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
		// Without the drawer of a phone, which takes its time.
		for (const channel of manyChannels.slice(rounds))
			await timeToMessage(linkTo(page, channel).first(), "click", firstMessage(channel));
		await untilIdle(page);
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
	const link = linkTo(page, name).last();
	await link.waitFor();
	const took = await timeToMessage(link, "click", firstMessage(name));
	await untilIdle(page);
	return took;
}

/** In the sidebar, and after it in the drawer of a phone. */
const linkTo = (page: Page, channel: string) => page.locator("nav a").filter({ hasText: new RegExp(`^${channel}$`) });

const firstMessage = (channel: string) => `: ${channel} `;

/**
 * From a click or the Enter key to the end of the first frame with a message with this text. The task that ends it goes
 * before those that the page has queued for after the frame.
 */
async function timeToMessage(element: Locator, event: "click" | "Enter", text: string): Promise<number> {
	await element.page().evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
	return element.evaluate(
		(element, { event, text }) =>
			new Promise<number>((resolve) => {
				const start = performance.now();
				if (event === "click") (element as HTMLElement).click();
				else element.dispatchEvent(new KeyboardEvent("keydown", { key: event, bubbles: true, cancelable: true }));
				requestAnimationFrame(function look() {
					const rows = [...document.querySelectorAll("article[data-row]")];
					if (!rows.some((row) => row.ariaLabel?.includes(text))) return requestAnimationFrame(look);
					const end = () => resolve(performance.now() - start);
					return scheduler.postTask(end, { priority: "user-blocking" });
				});
			}),
		{ event, text },
	);
}

declare const scheduler: { postTask(task: () => void, options: { priority: "user-blocking" }): Promise<void> };

/**
 * Measures from the start of the navigation to the frame that shows the linked message, and the same of an empty page
 * in the same rounds.
 */
export async function permalink(stage: BrowserEnvironment, rounds: number): Promise<Figure> {
	const page = await stage.page("long");
	const empty = await EmptyPage.start();
	const times: number[] = [];
	const emptyTimes: number[] = [];
	// The first round is the warm-up.
	for (let round = 0; round <= rounds; round++) {
		const seq = 1000 + ((round * 7919) % (longChannel - 2000));
		await page.goto(empty.url, { waitUntil: "commit" });
		const least = await firstSight(page, "Empty");
		await page.goto(`${stage.place.channelPath("long")}/${seq}`, { waitUntil: "commit" });
		const took = await firstSight(page, `long ${seq}:`);
		if (round === 0) continue;
		emptyTimes.push(least);
		times.push(took);
	}
	await page.context().close();
	await empty.stop();
	const name = `desktop: permalink into a channel of ${longChannel.toLocaleString("en")}, page load`;
	const least = spread(emptyTimes);
	const ratio = spread(times).p50 / least.p50;
	const beside = `${ms(least.p50)} (p95 ${ms(least.p95)}) for an empty Next page (${ratio.toFixed(1)} ×)`;
	const loads = figure("permalink", name, 300, times, beside);
	return { ...loads, target: `${loads.target}, ≤ 2 × an empty Next page`, met: loads.met === true && ratio <= 2 };
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

/** Measures from the Enter key to the frame that shows the sent message. */
export async function sending(stage: BrowserEnvironment, rounds: number): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const device of devices) {
		const page = await stage.page("one", device);
		const composer = page.getByRole("textbox", { name: /^Message #/ });
		const times: number[] = [];
		// The first round is the warm-up.
		for (let round = 0; round <= rounds; round++) {
			const text = `sent from the ${device.name}, ${round} of ${rounds}`;
			await composer.fill(text);
			const took = await timeToMessage(composer, "Enter", text);
			if (round > 0) times.push(took);
			await untilIdle(page);
		}
		figures.push(figure(`sent${device.id}`, `${device.name}: a sent message shown`, 100, times));
		await page.context().close();
	}
	return figures;
}

/** Measures the longest frame while a user types: on a desktop with five hundred rows in the page, and on a phone. */
export async function typing(stage: BrowserEnvironment, rounds: number): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const device of devices) {
		const page = await stage.page("two", device.isPhone ? device : { height: 16_000 });
		const rows = await page.locator("article[data-row]").count();
		const composer = page.getByRole("textbox", { name: /^Message #/ });
		const worst: number[] = [];
		// The first round is the warm-up.
		for (let round = 0; round <= rounds; round++) {
			const took = await longestFrame(page, () =>
				composer.pressSequentially("so mind the cat when you come in, @ada ", { delay: 25 }),
			);
			if (round > 0) worst.push(took);
			await composer.fill("");
			await untilIdle(page);
		}
		await page.context().close();
		const name = `${device.name}: typing with ${rows} messages in the page, longest frame`;
		figures.push(figure(`typing${device.id}`, name, 50, worst));
	}
	return figures;
}

async function longestFrame(page: Page, act: () => Promise<void>): Promise<number> {
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
	await act();
	return page.evaluate(() => {
		const measured = window as unknown as { frames?: number[] };
		const most = Math.max(...(measured.frames ?? []).slice(2));
		delete measured.frames;
		return most;
	});
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
