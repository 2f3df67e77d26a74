import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { callbackPath, loginPath } from "@/app/_client/paths";
import { getTranslations } from "@/app/_i18n/server";
import { isHeldBack, ownerOf } from "@/lib/auth/viewer";
import * as passkeys from "@/lib/passkeys/own-passkeys";
import { siteOf } from "@/lib/passkeys/site";
import * as totp from "@/lib/second-factors/own-totp";
import { AuthHeading } from "../auth-heading";
import { SetUpFactor } from "./set-up-factor";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("requiredFactor.title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Where a user sets up a second factor that the instance requires: until then nothing else opens. */
export default async function SecondFactorPage({ searchParams }: Props) {
	const callback = callbackPath((await searchParams).callbackUrl);
	const head = await headers();
	const viewer = await ownerOf(head);
	if (!viewer) redirect(loginPath(callback));
	if (!isHeldBack(viewer)) redirect(callback);
	const [t, twoStep, keys] = await Promise.all([getTranslations(), totp.state(viewer), passkeys.list(viewer)]);
	return (
		<>
			<AuthHeading title={t("requiredFactor.title")} text={t("requiredFactor.instanceText")} />
			<SetUpFactor
				username={viewer.username}
				twoStep={twoStep}
				keys={keys}
				hasPasskeys={siteOf(head) !== null}
				callback={callback}
			/>
		</>
	);
}
