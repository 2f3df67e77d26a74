import { route } from "@/lib/http/route";
import { signInMethods } from "@/lib/identities/providers";

export const GET = route({ signedIn: false }, () => signInMethods());
