import type { Metadata } from "next";
import { NotFoundPage } from "@/app/_chat/shell/not-found-page.lazy";
import { getTranslations } from "../_i18n/server";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("pages.notFoundTitle") };
}

export default function NotFound() {
	return <NotFoundPage />;
}
