import { list } from "@/lib/emoji/emoji";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../open-server";
import { SectionPage, type SectionProps, sectionMetadata } from "../section-page";
import { EmojiSettings } from "./emoji-settings";

export const generateMetadata = () => sectionMetadata("emoji");

export default async function EmojiPage({ params }: SectionProps) {
	const { viewer, open } = await openManagedServer((await params).serverId, "/emoji");
	const [{ server }, { body }] = await Promise.all([servers.get(viewer, open), list(open)]);
	return (
		<SectionPage server={server} title="emoji">
			<EmojiSettings serverId={server.id} first={body.emoji} />
		</SectionPage>
	);
}
