import { headers } from "next/headers";
import { config } from "@/lib/process/config";

/** The address of this site for links that leave it, such as the picture of a shared page. */
export async function siteOrigin(): Promise<URL | null> {
	if (config.publicUrl) return new URL(config.publicUrl);
	const head = await headers();
	const origin = `${head.get("x-forwarded-proto") ?? "http"}://${head.get("x-forwarded-host") ?? head.get("host")}`;
	return URL.canParse(origin) ? new URL(origin) : null;
}
