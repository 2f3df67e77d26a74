import type { Metadata } from "next";
import { EndedInvite } from "@/app/_chat/invites/ended-invite";
import { getTranslations } from "@/app/_i18n/server";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("invites.endedTitle") };
}

export default function NotFound() {
	return <EndedInvite end="unknown" />;
}
