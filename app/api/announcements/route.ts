import { route } from "@/lib/http/route";
import { currentAnnouncements } from "@/lib/instance/announcements";

export const GET = route({ signedIn: false }, () => currentAnnouncements());
