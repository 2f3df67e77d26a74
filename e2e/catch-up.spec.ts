import { expect, test } from "./fixtures";
import { numbered, sendMany } from "./send-many";

test.use({ loadsAhead: true });

test("a user who missed five thousand messages catches up within ten seconds, without a gap up to the newest", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const general = place.channel("general");
	await sendMany(ada.api, general, 20, "before");
	await bob.hasRead("general");
	await bob.openChannel("general");
	await bob.sees("before 20");
	await bob.cable.setState("cut");
	await sendMany(ada.api, general, 5000, "missed");
	const back = performance.now();
	await bob.reconnect();
	// The unread messages are counted, at the reader's position and on the way to the end.
	await expect(bob.page.getByText(/4?[,.]?\d{3} more messages below/)).toBeVisible();
	const toNewest = bob.button(/Back to latest/);
	await expect(toNewest).toBeVisible();
	await bob.sees("before 20");
	await toNewest.click();
	await bob.sees("missed 5000");
	expect(performance.now() - back).toBeLessThan(10_000);

	await ada.api.sends(general, "live again");
	await bob.sees("live again");
	// Scrolling up from the end, every page continues the one below it.
	const seen = await bob.readsEverything(500);
	expect(seen).toEqual(
		[...numbered("before", 1, 20), ...numbered("missed", 1, 5000), "live again"].slice(-seen.length),
	);
	expect(seen.length).toBeGreaterThanOrEqual(500);
});
