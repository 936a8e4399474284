/** Memory that somebody else has to give back than whoever has it: messages that wait in a queue, parts of a composite buffer. */
package io.pageconsistency.pins;
