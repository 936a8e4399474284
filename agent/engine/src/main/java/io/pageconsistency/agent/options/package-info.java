/**
 * The options that users can set, and the refusal of what is not understood. Begin at
 * {@link io.pageconsistency.agent.options.Option}.
 */
package io.pageconsistency.agent.options;
