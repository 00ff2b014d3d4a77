// Debian builds libxml2 with ICU, whose headers clash with the ICU that Foundation carries; nothing of ours needs them.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/SAX2.h>
