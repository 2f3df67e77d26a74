import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { callbackPath } from "@/app/_client/paths";
import { getTranslations } from "@/app/_i18n/server";
import { getViewer } from "@/app/viewer";
import { invitedTo } from "../invited-to";
import { RegisterForm } from "./register-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("auth.registerTitle") };
}

export default async function RegisterPage({ searchParams }: Props) {
	const callback = callbackPath((await searchParams).callbackUrl);
	if (await getViewer()) redirect(callback);
	return <RegisterForm callback={callback} invited={await invitedTo(callback)} />;
}
