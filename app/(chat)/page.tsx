import type { Metadata } from "next";
import { getViewer, isShell } from "@/app/viewer";
import { loadHomePage } from "@/lib/servers/home-page-data";
import { getTranslations } from "../_i18n/server";
import { HomeView } from "./_home/home-view";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("home.title") };
}

export default async function HomePage() {
	return <HomeView data={(await isShell()) ? null : await loadHomePage(await getViewer())} />;
}
