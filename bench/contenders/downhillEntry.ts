import { attach } from "./attach.ts";
import { openContender } from "./downhill.ts";

attach(openContender);
