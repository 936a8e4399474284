/** How the checking stands, for whoever asks the platform's MBean server. */
package io.pageconsistency.agent.management;
