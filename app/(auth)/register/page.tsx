import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { callbackPath } from "@/app/_client/paths";
import { getTranslations } from "@/app/_i18n/server";
import { getViewer } from "@/app/viewer";
import { signInMethods } from "@/lib/identities/providers";
import { registrationModes } from "@/lib/instance/fields";
import { instanceSettings, isEmptyInstance } from "@/lib/instance/settings";
import { isConfigured } from "@/lib/mail/mail";
import { mustVerify } from "@/lib/registration/admission";
import { invitedTo } from "../invited-to";
import { ClosedRegistration } from "./closed-registration";
import { FirstStart } from "./first-start";
import { RegisterForm } from "./register-form";
import type { WaysIn } from "./ways-in";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("auth.registerTitle") };
}

export default async function RegisterPage({ searchParams }: Props) {
	const callback = callbackPath((await searchParams).callbackUrl);
	if (await getViewer()) redirect(callback);
	const settings = instanceSettings();
	const methods = signInMethods();
	// Where only providers sign users in, the first of them becomes the administrator.
	if (isEmptyInstance() && methods.password)
		return <FirstStart callback={callback} name={settings.name} modes={registrationModes} />;
	if (settings.registration === "closed") return <ClosedRegistration callback={callback} />;
	const invited = await invitedTo(callback);
	const ways: WaysIn = {
		mode: settings.registration,
		isAdmittedByInvite: settings.registration !== "open" && settings.serverInvites && invited?.joinsAtOnce === true,
		needsEmail: mustVerify(settings),
		needsWork: settings.proofOfWork !== "off",
		hasMail: isConfigured(),
	};
	return <RegisterForm callback={callback} invited={invited} ways={ways} methods={methods} />;
}
