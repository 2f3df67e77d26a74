import type { Metadata } from "next";
import { getTranslations } from "@/app/_i18n/server";
import { viewerOrSignIn } from "../settings/viewer-or-sign-in";
import { SavedPage } from "./saved-list";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("acts.saved") };
}

export default async function Page() {
	await viewerOrSignIn("/saved");
	return <SavedPage />;
}
