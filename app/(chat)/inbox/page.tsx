import type { Metadata } from "next";
import { getTranslations } from "@/app/_i18n/server";
import { viewerOrSignIn } from "../settings/viewer-or-sign-in";
import { InboxPage } from "./inbox";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("unread.inbox") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
	const { tab } = await searchParams;
	await viewerOrSignIn(tab === "unreads" ? "/inbox?tab=unreads" : "/inbox");
	return <InboxPage />;
}
