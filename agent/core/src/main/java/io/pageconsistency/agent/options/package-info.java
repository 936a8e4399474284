/** What the user can set, and the refusal of what is not understood. */
package io.pageconsistency.agent.options;
