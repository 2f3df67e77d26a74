import type { Metadata } from "next";
import { getTranslations } from "@/app/_i18n/server";
import { isConfigured } from "@/lib/mail/mail";
import { AuthHeading } from "../auth-heading";
import { AuthLink } from "../auth-link";
import { ForgotForm } from "./forgot-form";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("auth.forgotTitle") };
}

export default async function ForgotPage() {
	const t = await getTranslations();
	return (
		<>
			{isConfigured() ? <ForgotForm /> : <AuthHeading title={t("auth.forgotTitle")} text={t("auth.forgotAsk")} />}
			<p className="text-center text-meta text-text-muted">
				<AuthLink page="/login" callback="/">
					{t("auth.backToSignIn")}
				</AuthLink>
			</p>
		</>
	);
}
