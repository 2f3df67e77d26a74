import { useTranslations } from "@/app/_i18n/use-translations";
import type { Role } from "@/lib/realtime/protocol";

/** The name of a role in the user's language: @everyone has none of its own. */
export function useRoleName(role: Pick<Role, "name" | "everyone">): string {
	const everyone = useTranslations("roles")("everyone");
	return role.everyone ? everyone : role.name;
}
