/** elkjs registers its own message handler when it finds itself in a worker; nothing more is needed here. */
import "elkjs/lib/elk-worker.min.js";
