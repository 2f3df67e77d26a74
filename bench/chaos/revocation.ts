import { type Environment, numericUrl } from "./environments";
import type { Placement, Tally } from "./revocation/checker";
import { Hiding } from "./revocation/hiding";
import { Sanctions } from "./revocation/sanctions";
import { Way } from "./revocation/scenarios";

const notifiedWithinMs = 1000;

/**
 * Takes access away `times` times in each way while a message is sent every ten milliseconds, and counts what arrived
 * afterwards. With two instances, the sockets are on one and the requests go to the other.
 */
export async function revocation(stage: Environment, times: number): Promise<Tally[]> {
	const [first, second] = stage.instances;
	if (!first) throw new Error("There is no instance.");
	const placement: Placement = {
		home: numericUrl(first),
		act: numericUrl(second ?? first),
		notifiedWithinMs,
		leakMs: second ? notifiedWithinMs : 0,
	};
	const suffix = second ? "_remote" : "";
	const way = (name: string) => Way.begin(name + suffix, placement);
	const hiding = (name: string) => Hiding.begin(name + suffix, placement);
	const ofServers = await Promise.all([
		tally(way("leaving"), (one) => one.leaving(times)),
		tally(way("deletion"), (one) => one.deletion(times)),
		tally(way("revocation"), (one) => one.revocation(times)),
		tally(way("offline"), (one) => one.offline(times)),
	]);
	// Not all at once: heartbeats must arrive in time.
	const ofChannels = await Promise.all([
		tally(hiding("role_taken"), (one) => one.roleTaken(times)),
		tally(hiding("role_edited"), (one) => one.roleEdited(times)),
		tally(hiding("override"), (one) => one.override(times)),
		tally(hiding("privacy"), (one) => one.privacy(times)),
		tally(hiding("archive"), (one) => one.archive(times)),
	]);
	const sanctions = (name: string) => Sanctions.begin(name + suffix, placement);
	const ofMembers = await Promise.all([
		tally(sanctions("kick"), (one) => one.kick(times)),
		tally(sanctions("ban"), (one) => one.ban(times)),
		tally(sanctions("timeout"), (one) => one.timeout(times)),
	]);
	return [...ofServers, ...ofChannels, ...ofMembers];
}

async function tally<Kind extends Way>(beginning: Promise<Kind>, trial: (way: Kind) => Promise<void>): Promise<Tally> {
	const way = await beginning;
	try {
		await trial(way);
	} finally {
		way.stop();
	}
	return way.tally;
}
