import { expect, test } from "./fixtures";

test("what is begun stays one’s own, survives a reload, follows to another device, and is gone everywhere once sent", async ({
	people,
}) => {
	const { ada, bob, place } = await people.community(["ada", "bob"]);
	await place.opensChannel("second");
	await ada.opens("general");
	await bob.opens("general");
	await ada.composer.fill("half a thought");
	await expect(ada.page.getByText("Draft kept")).toBeVisible();
	const phone = await people.onAnotherDevice(ada);
	await phone.opens("second");
	await expect(phone.row("general, draft")).toBeVisible();
	await phone.row("general, draft").click();
	await expect(phone.composer).toHaveValue("half a thought");
	await expect(bob.composer).toHaveValue("");
	await expect(bob.row("general")).toBeVisible();

	await ada.goes(place.channelPath("general"));
	await expect(ada.composer).toHaveValue("half a thought");
	// The phone is put away; what is written on it last is what the other shows.
	await phone.composer.fill("a whole thought");
	await ada.page.bringToFront();
	await expect(ada.composer).toHaveValue("a whole thought");
	await phone.composer.press("Enter");
	await ada.hears("a whole thought");
	await expect(ada.composer).toHaveValue("");

	await bob.cable.becomes("cut");
	await bob.composer.fill("written on the train");
	await expect(bob.page.getByText(/offline|Reconnecting/).first()).toBeVisible();
	await bob.isBack();
	await expect
		.poll(async () => (await bob.wire.call<{ drafts: object[] }>("GET", "/api/drafts")).drafts.length)
		.toBe(1);
	await bob.wire.call("DELETE", `/api/membership/${place.serverId}`);
	expect((await bob.wire.call<{ drafts: object[] }>("GET", "/api/drafts")).drafts).toEqual([]);
});
