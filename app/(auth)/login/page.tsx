import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { callbackPath } from "@/app/_client/paths";
import { getTranslations } from "@/app/_i18n/server";
import { flowProblem } from "@/app/flow-problem";
import { getViewer } from "@/app/viewer";
import { signInMethods } from "@/lib/identities/providers";
import { acceptsAccounts } from "@/lib/instance/settings";
import { isConfigured } from "@/lib/mail/mail";
import { siteOf } from "@/lib/passkeys/site";
import { invitedTo } from "../invited-to";
import { LoginForm } from "./login-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("auth.signInTitle") };
}

export default async function LoginPage({ searchParams }: Props) {
	const parameters = await searchParams;
	const callback = callbackPath(parameters.callbackUrl);
	if (await getViewer()) redirect(callback);
	return (
		<LoginForm
			callback={callback}
			invited={await invitedTo(callback)}
			acceptsAccounts={acceptsAccounts()}
			hasMail={isConfigured()}
			hasPasskeys={siteOf(await headers()) !== null}
			methods={signInMethods()}
			problem={flowProblem(parameters)}
		/>
	);
}
