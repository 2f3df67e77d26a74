import type { Metadata } from "next";
import { getTranslations } from "@/app/_i18n/server";
import { ResetForm } from "./reset-form";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("auth.resetTitle"), robots: { index: false } };
}

/** Opening the page changes nothing: mail scanners open links, too. */
export default function ResetPage() {
	return <ResetForm />;
}
