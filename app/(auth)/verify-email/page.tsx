import type { Metadata } from "next";
import { getTranslations } from "@/app/_i18n/server";
import { VerifyEmail } from "./verify-email";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("auth.verifyTitle"), robots: { index: false } };
}

/** Opening the page changes nothing: mail scanners open links, too. */
export default function VerifyEmailPage() {
	return <VerifyEmail />;
}
