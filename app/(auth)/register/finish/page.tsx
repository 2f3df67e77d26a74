import type { Metadata } from "next";
import { getTranslations } from "@/app/_i18n/server";
import { FinishSignIn } from "./finish-sign-in";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("auth.finishTitle") };
}

export default function FinishPage() {
	return <FinishSignIn />;
}
