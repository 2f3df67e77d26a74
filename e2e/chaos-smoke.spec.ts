import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";

test.describe.configure({ timeout: 240_000 });

const cuts = 20;

/** Types one message after another until told to stop. */
async function typesUntil(person: UserPage, isOver: () => boolean): Promise<string[]> {
	const written: string[] = [];
	while (!isOver()) {
		const text = `${person.name} says ${written.length + 1}`;
		await person.send(text);
		written.push(text);
		await sleep(100);
	}
	return written;
}

test("twenty disconnections while two users type lose, duplicate and reorder no message", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const devices = [ada, bob, await people.onAnotherDevice(ada), await people.onAnotherDevice(bob)];
	for (const device of devices) await device.openChannel("general");
	let made = 0;
	let over = false;
	const cutting = async (person: UserPage) => {
		while (made < cuts) {
			made += person.cable.cutSockets({ established: true });
			await sleep(Math.random() * 200);
		}
	};
	const typing = [typesUntil(ada, () => over), typesUntil(bob, () => over)];
	await Promise.all(devices.map(cutting));
	over = true;
	const [byAda = [], byBob = []] = await Promise.all(typing);
	expect(made).toBeGreaterThanOrEqual(cuts);

	const written = byAda.length + byBob.length;
	await expect
		.poll(async () => (await ada.api.history(place.channel("general"))).length, { timeout: 60_000 })
		.toBe(written);
	const log = (await ada.api.history(place.channel("general"))).map(({ content }) => content);
	expect(log.filter((text) => text.startsWith("ada"))).toEqual(byAda);
	expect(log.filter((text) => text.startsWith("bob"))).toEqual(byBob);
	for (const device of devices) {
		await device.sees(log.at(-1) ?? "");
		const outbox = () => device.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("outbox")));
		await expect.poll(outbox).toEqual([]);
		expect(await device.readsEverything()).toEqual(log);
	}
});
