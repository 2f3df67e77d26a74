import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { callbackPath } from "@/app/_client/callback-path";
import { getTranslations } from "@/app/_i18n/server";
import { viewerOf } from "@/lib/auth";
import { RegisterForm } from "./register-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("auth.registerTitle") };
}

export default async function RegisterPage({ searchParams }: Props) {
	const callback = callbackPath((await searchParams).callbackUrl);
	if (await viewerOf(await headers())) redirect(callback);
	return <RegisterForm callback={callback} />;
}
